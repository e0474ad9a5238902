package io.varve.tiering.store;

import java.io.IOException;

/** Those that hold cold files on local disk leave no room for another one. */
public final class ColdCacheFullException extends IOException {

    private static final long serialVersionUID = 1L;

    ColdCacheFullException(String name, long bytes, long held, long maxBytes) {
        super(name + " of " + bytes + " bytes has no room beside the " + held + " bytes that are in use: the cache of"
                + " cold files holds " + maxBytes);
    }
}
