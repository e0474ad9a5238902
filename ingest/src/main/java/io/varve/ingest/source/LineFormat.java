package io.varve.ingest.source;

/** How an event is printed as one line of JSON. */
public enum LineFormat {

    /**
     * Varve's own, made to be read: position, id, source, subject, version, type, time, recordedAt, datacontenttype,
     * dataschema, data or data_base64, and extensions as one object; what the producer did not give is left out. Line
     * breaks between the tokens of the data are printed as spaces; data that is not JSON is data_base64.
     */
    NDJSON,

    /**
     * The JSON format of CloudEvents 1.0, with {@code varveposition} and {@code varveversion} (strings of digits, since
     * a CloudEvents integer has 32 bits) and {@code varverecordedat} as extension attributes. What
     * {@link CloudEventJson#parse} reads from it is, without these three, the same event to the byte: data whose bytes
     * a JSON member would not keep (line breaks or space around it, a bare null) is data_base64.
     */
    CLOUDEVENTS
}
