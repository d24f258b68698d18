// What only stations and authorities make, and therefore only tests; see certificates/x509.ts for the first import.
import 'reflect-metadata'

export { Pkcs10CertificateRequestGenerator, X509CrlGenerator } from '@peculiar/x509'
