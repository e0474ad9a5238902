package io.varve.ingest.hot;

import java.nio.file.Path;

public record HotLogConfig(Path directory, CycleLength cycleLength, long logStart) {}
