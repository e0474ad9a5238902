package io.varve.server.rows;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the rows of one answer. */
public interface RowWriter {

    /** @param values the text of each column's value, null for NULL */
    void row(List<@Nullable String> values) throws IOException;

    /** What comes behind the last row. */
    void end() throws IOException;
}
