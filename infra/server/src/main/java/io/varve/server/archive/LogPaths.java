package io.varve.server.archive;

import java.nio.file.Path;

/** Where the parts of one log lie. */
record LogPaths(Path root) {

    Path hot() {
        return root.resolve("hot");
    }

    Path index() {
        return root.resolve("index");
    }

    Path warm() {
        return root.resolve("warm");
    }

    Path sidecars() {
        return root.resolve("sidecars");
    }

    Path cache() {
        return root.resolve("cache");
    }

    Path snapshots() {
        return root.resolve("snapshots");
    }

    Path coldFiles() {
        return root.resolve("cold-files");
    }

    Path spill() {
        return root.resolve("spill");
    }

    Path subscriptions() {
        return root.resolve("subscriptions");
    }

    Path temporary() {
        return root.resolve("temporary");
    }
}
