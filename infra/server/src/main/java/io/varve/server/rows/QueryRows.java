package io.varve.server.rows;

import io.varve.query.sql.SqlQuery;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints the rows of a query that has run. */
public final class QueryRows {

    private static final int LOOK_EVERY = 1 << 12;

    private QueryRows() {}

    /**
     * Prints all of them, or stops where the stream has failed: nobody reads any more.
     *
     * @param mostChars where a cell of a table is cut
     */
    public static void print(SqlQuery query, RowFormat form, PrintStream to, int mostChars) throws IOException {
        int columns = query.columns().size();
        RowWriter writer = form.writer(query.columns(), to, mostChars);
        long rows = 0;
        while (query.next() && !(++rows % LOOK_EVERY == 0 && to.checkError())) {
            List<@Nullable String> row = new ArrayList<>(columns);
            for (int column = 0; column < columns; column++) {
                row.add(query.text(column));
            }
            writer.row(row);
        }
        writer.end();
    }
}
