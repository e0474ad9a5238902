package io.varve.ingest.source;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which media types say that data is JSON. */
final class ContentTypes {

    private ContentTypes() {}

    /** Whether data of this type is JSON: absent, application/json, text/json, or any with the suffix +json. */
    static boolean isJson(@Nullable String dataContentType) {
        if (dataContentType == null || dataContentType.equals("application/json")) {
            return true;
        }
        int parameters = dataContentType.indexOf(';');
        String type = (parameters < 0 ? dataContentType : dataContentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        return type.equals("application/json")
                || type.equals("text/json")
                || (type.endsWith("+json") && type.indexOf('/') > 0);
    }
}
