/** Digits that change from call to call, so that no two are the same fact. */
export declare const idDigits = '0000000000'
export declare const registerDigits = '00000000'
/** A whole CALL; its id and its energy register are written over by each call. */
export declare function meterValuesCall(transactionId: number): string
