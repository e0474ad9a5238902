package io.varve.server.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where answers are printed to. A PrintStream keeps quiet about what it could not write; this one knows why, so that no
 * command ends as if its answer were whole.
 */
public final class Output extends PrintStream {

    private final Target target;

    /** @param to where to, in UTF-8 */
    public Output(OutputStream to) {
        this(new Target(to));
    }

    private Output(Target target) {
        super(target, false, StandardCharsets.UTF_8);
        this.target = target;
    }

    /**
     * Why something of the answer was not written, of all that has been printed so far; null if all was, or if who read
     * it has had enough, as head(1) has.
     */
    @Nullable
    IOException loss() {
        flush();
        IOException failure = target.failure;
        return failure == null || isReaderGone(failure) ? null : failure;
    }

    /** Java says it in the words of the system alone; in most languages they hold this one. */
    private static boolean isReaderGone(IOException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
    }

    private static final class Target extends OutputStream {

        private final OutputStream to;
        private volatile @Nullable IOException failure;

        Target(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int one) throws IOException {
            try {
                to.write(one);
            } catch (IOException e) {
                throw noted(e);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                to.write(bytes, offset, length);
            } catch (IOException e) {
                throw noted(e);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                to.flush();
            } catch (IOException e) {
                throw noted(e);
            }
        }

        private IOException noted(IOException e) {
            if (failure == null) {
                failure = e;
            }
            return e;
        }
    }
}
