package io.varve.query.replay;

import io.varve.tiering.cold.ObjectStore;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/** An object store whose reads pass a gate first. */
final class GatedStore {

    private static final Set<String> READS = Set.of("readFully", "load", "download");

    /** What a read passes before it is done. */
    interface Gate {
        void pass() throws IOException;
    }

    private GatedStore() {}

    static ObjectStore of(ObjectStore store, Gate gate) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    if (method.isDefault()) {
                        return InvocationHandler.invokeDefault(proxy, method, arguments);
                    }
                    if (READS.contains(method.getName())) {
                        gate.pass();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
