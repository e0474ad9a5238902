package io.varve.server.demo;

import io.varve.server.report.TierReport;
import io.varve.server.report.TierSummary;
import io.varve.server.report.Words;
import io.varve.tiering.partition.Tier;
import java.io.PrintStream;

/** The tiers drawn as layers of sediment, the youngest on top, each as thick as its share of the events. */
final class StrataPicture {

    private static final int WIDTH = 40;
    private static final int LINES = 12;

    private StrataPicture() {}

    static void print(TierReport report, PrintStream out) {
        for (TierSummary tier : report.tiers()) {
            int lines = tier.events() == 0 ? 0 : (int) Math.max(1, Math.round((double) LINES * tier.events() / report.head()));
            for (int line = 0; line < lines; line++) {
                String label = line == 0
                        ? "  " + tier.tier() + "  since " + Words.instant(tier.oldest()).substring(0, 10) + ", "
                                + Words.count(tier.events()) + " events, " + Words.size(tier.bytes())
                        : "";
                out.println("    " + layer(tier.tier(), line) + label);
            }
        }
    }

    private static String layer(Tier tier, int line) {
        String grain = switch (tier) {
            case HOT -> "~ ";
            case WARM -> "- ";
            case COLD -> "==";
        };
        String shift = tier == Tier.COLD || line % 2 == 0 ? "" : " ";
        return (shift + grain.repeat(WIDTH)).substring(0, WIDTH);
    }
}
