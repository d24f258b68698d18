{{- define "chargeplane.fullname" -}}
{{- if contains "chargeplane" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-chargeplane" .Release.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "chargeplane.labels" -}}
app.kubernetes.io/name: chargeplane
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "chargeplane.metaLabels" -}}
{{ include "chargeplane.labels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "chargeplane.image" -}}
{{ .root.Values.image.registry }}/{{ .name }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{/* What each service is made of: which backends it needs, whom it asks, and whether it serves gRPC. */}}
{{- define "chargeplane.facts" -}}
edge: { kafka: true, redis: true, tokenHashKey: true, pepper: true, grpc: true, peers: [stations, authorization, billing, smart-charging] }
stations: { kafka: true, redis: true, database: true, pepper: true, grpc: true, peers: [] }
authorization: { kafka: true, database: true, tokenHashKey: true, bootstrapApiKey: true, grpc: true, peers: [stations] }
transactions: { kafka: true, database: true, grpc: true, peers: [] }
smart-charging: { kafka: true, database: true, grpc: true, peers: [stations] }
billing: { kafka: true, database: true, grpc: true, peers: [transactions] }
gateway: { kafka: true, grpc: false, peers: [stations, authorization, transactions, smart-charging, billing] }
{{- end }}

{{- define "chargeplane.required" -}}
{{- $edge := .Values.services.edge }}
{{- if not (or $edge.plain $edge.listeners $edge.proxy.existingSecret) }}
{{- fail "services.edge: with plain: false stations need a listener to come to (services.edge.listeners)" }}
{{- end }}
{{- if $edge.proxy.existingSecret }}
{{- if not $edge.proxy.from }}
{{- fail "services.edge.proxy.from: say which pods are the proxy (NetworkPolicy peers)" }}
{{- end }}
{{- if not $edge.cpoNames }}
{{- fail "services.edge.cpoNames: say whose certificates the proxy may tell of (such as default=Operator)" }}
{{- end }}
{{- end }}
{{- range $edge.listeners }}
{{- if and (eq (int .profile) 3) (not $edge.cpoNames) }}
{{- fail (printf "services.edge.cpoNames: listener %s takes certificates, so it has to be said whose (such as default=Operator)" .name) }}
{{- end }}
{{- end }}
{{- $_ := required "kafka.brokers: say where Kafka is (host:port, separated by commas)" .Values.kafka.brokers }}
{{- $_ := required "redis.existingSecret: name the Secret that holds the URL of Redis" .Values.redis.existingSecret }}
{{- $_ := required "postgresql.existingSecret: name the Secret that holds the URL of PostgreSQL" .Values.postgresql.existingSecret }}
{{- $_ := required "secrets.existingSecret: name the Secret that holds the token hash key and the password pepper" .Values.secrets.existingSecret }}
{{- end }}

{{/* Seconds a service may take to stop: {root, name}. */}}
{{- define "chargeplane.drainSeconds" -}}
{{ (index .root.Values.services .name).drainSeconds | default .root.Values.drainSeconds }}
{{- end }}

{{/* A full edge has to be able to send its stations away at its rate: the sum of drain-budget.ts of the edge, with the defaults of its settings. */}}
{{- define "chargeplane.checkDrain" -}}
{{- $env := .Values.services.edge.env | default dict }}
{{- $stations := float64 ($env.EDGE_MAX_CONNECTIONS | default 19000) }}
{{- $rate := maxf (float64 ($env.EDGE_DRAIN_MIN_RATE | default 50)) (divf (mulf $stations (float64 ($env.EDGE_DRAIN_PERCENT | default 2))) 100) }}
{{- $besides := addf (float64 ($env.EDGE_PRE_DRAIN_MS | default 0)) (float64 ($env.EDGE_DRAIN_CALL_GRACE_MS | default 3000)) 13500 }}
{{- $needed := int (ceil (addf (divf $stations $rate) (divf $besides 1000))) }}
{{- $given := int (include "chargeplane.drainSeconds" (dict "root" . "name" "edge")) }}
{{- if lt $given $needed }}
{{- fail (printf "services.edge.drainSeconds: %d is too short for a full edge to drain at its rate; it takes %d" $given $needed) }}
{{- end }}
{{- end }}

{{- define "chargeplane.secretEnv" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key }}
{{- end }}

{{/* EDGE_TLS_LISTENERS of services.edge.listeners. */}}
{{- define "chargeplane.listeners" -}}
{{- $entries := list }}
{{- range . }}
{{- $entry := printf "%s=%d:%d:/etc/chargeplane/tls/%s" .name (int .profile) (int .port) .name }}
{{- $entries = append $entries (ternary (printf "%s:%s" $entry (join "+" .tenants)) $entry (not (empty .tenants))) }}
{{- end }}
{{- join "," $entries }}
{{- end }}

{{/* The environment of one service: {root, name, facts}. */}}
{{- define "chargeplane.env" -}}
{{- $v := .root.Values }}
{{- $full := include "chargeplane.fullname" .root }}
- { name: OPS_PORT, value: "9200" }
- { name: LOG_LEVEL, value: {{ $v.telemetry.logLevel | quote }} }
- { name: SHUTDOWN_GRACE_MS, value: {{ mul (int (include "chargeplane.drainSeconds" .)) 1000 | quote }} }
- { name: OTEL_TRACES_SAMPLER_ARG, value: {{ $v.telemetry.samplingRatio | quote }} }
{{- with $v.telemetry.endpoint }}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }} }
{{- end }}
- name: OTEL_SERVICE_INSTANCE_ID
  valueFrom: { fieldRef: { fieldPath: metadata.uid } }
- name: POD_NAME
  valueFrom: { fieldRef: { fieldPath: metadata.name } }
- name: POD_IP
  valueFrom: { fieldRef: { fieldPath: status.podIP } }
- { name: OTEL_RESOURCE_ATTRIBUTES, value: "k8s.pod.name=$(POD_NAME),k8s.namespace.name={{ .root.Release.Namespace }}" }
{{- if .facts.kafka }}
- { name: KAFKA_BROKERS, value: {{ $v.kafka.brokers | quote }} }
- { name: CHARGEPLANE_TOPIC_PREFIX, value: {{ $v.kafka.topicPrefix | quote }} }
{{- end }}
{{- if .facts.redis }}
{{ include "chargeplane.secretEnv" (dict "name" "REDIS_URL" "secret" $v.redis.existingSecret "key" $v.redis.urlKey) }}
- { name: CHARGEPLANE_REDIS_PREFIX, value: {{ $v.redis.keyPrefix | quote }} }
{{- end }}
{{- if .facts.database }}
{{ include "chargeplane.secretEnv" (dict "name" "DATABASE_URL" "secret" $v.postgresql.existingSecret "key" $v.postgresql.urlKey) }}
- { name: DATABASE_POOL_SIZE, value: {{ $v.postgresql.poolSize | quote }} }
{{- end }}
{{- if .facts.tokenHashKey }}
{{ include "chargeplane.secretEnv" (dict "name" "CHARGEPLANE_TOKEN_HASH_KEY" "secret" $v.secrets.existingSecret "key" $v.secrets.tokenHashKeyKey) }}
{{- end }}
{{- if .facts.pepper }}
{{ include "chargeplane.secretEnv" (dict "name" "CHARGEPLANE_PASSWORD_PEPPER" "secret" $v.secrets.existingSecret "key" $v.secrets.passwordPepperKey) }}
{{- end }}
{{- if and .facts.bootstrapApiKey $v.secrets.bootstrapApiKeyKey }}
{{ include "chargeplane.secretEnv" (dict "name" "AUTHORIZATION_BOOTSTRAP_API_KEY" "secret" $v.secrets.existingSecret "key" $v.secrets.bootstrapApiKeyKey) }}
{{- end }}
{{- if .facts.grpc }}
- { name: GRPC_PORT, value: "9100" }
- { name: GRPC_ADVERTISED_ADDRESS, value: "$(POD_IP):9100" }
{{- end }}
{{- range .facts.peers }}
- { name: CHARGEPLANE_{{ . | upper | replace "-" "_" }}_ADDRESS, value: "{{ $full }}-{{ . }}:9100" }
{{- end }}
{{- if eq .name "stations" }}
- { name: STATIONS_CREATE_TOPICS, value: {{ $v.kafka.createTopics | quote }} }
- { name: CHARGEPLANE_TOPIC_PARTITIONS, value: {{ $v.kafka.partitions | quote }} }
- { name: CHARGEPLANE_TOPIC_REPLICATION_FACTOR, value: {{ $v.kafka.replicationFactor | quote }} }
{{- end }}
{{- if eq .name "edge" }}
- { name: EDGE_ID, value: "$(POD_NAME)" }
- { name: EDGE_PORT, value: "9000" }
{{- $edge := $v.services.edge }}
- { name: EDGE_PLAIN, value: {{ $edge.plain | quote }} }
{{- if $edge.listeners }}
- { name: EDGE_TLS_LISTENERS, value: {{ include "chargeplane.listeners" $edge.listeners | quote }} }
{{- end }}
{{- if $edge.cpoNames }}
- { name: EDGE_CPO_NAMES, value: {{ join "," $edge.cpoNames | quote }} }
{{- end }}
{{- if $edge.proxy.existingSecret }}
- { name: EDGE_PROXY_PORT, value: "9010" }
{{ include "chargeplane.secretEnv" (dict "name" "EDGE_PROXY_SECRETS" "secret" $edge.proxy.existingSecret "key" $edge.proxy.secretsKey) }}
{{- end }}
{{- end }}
{{- if eq .name "gateway" }}
- { name: GATEWAY_PORT, value: "8080" }
{{- end }}
{{- range $key, $value := (index $v.services .name).env }}
- { name: {{ $key }}, value: {{ $value | quote }} }
{{- end }}
{{- end }}
