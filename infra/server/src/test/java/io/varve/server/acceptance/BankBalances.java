package io.varve.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps the accounts of the bank from what a replay prints, and compares with the balance that the bank itself wrote
 * down at each step. Its amounts are rounded: a step may be off by 0.10, an account by 0.70.
 */
final class BankBalances extends OutputStream {

    private static final Pattern EVENT = Pattern.compile(
            "\"subject\":\"([^\"]*)\".*\"type\":\"(Credited|Debited)\".*\"amount\":\"([^\"]*)\",\"balance\":\"([^\"]*)\"");
    private static final BigDecimal MOST_BY_STEP = new BigDecimal("0.10");
    private static final BigDecimal MOST_BY_ACCOUNT = new BigDecimal("0.70");

    private final Map<String, BigDecimal> running = new HashMap<>();
    private final Map<String, BigDecimal> bank = new HashMap<>();
    private final StringBuilder line = new StringBuilder();
    private int steps;

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            line.append(text, start, end);
            step(line.toString());
            line.setLength(0);
            start = end + 1;
        }
        line.append(text, start, text.length());
    }

    private void step(String event) {
        Matcher read = EVENT.matcher(event);
        assertThat(read.find()).as(event).isTrue();
        String account = read.group(1);
        BigDecimal amount = new BigDecimal(read.group(3));
        BigDecimal change = read.group(2).equals("Credited") ? amount : amount.negate();
        BigDecimal stated = new BigDecimal(read.group(4));
        BigDecimal before = bank.getOrDefault(account, BigDecimal.ZERO);
        assertThat(before.add(change).subtract(stated).abs()).as(event).isLessThanOrEqualTo(MOST_BY_STEP);
        BigDecimal sum = running.merge(account, change, BigDecimal::add);
        assertThat(sum.subtract(stated).abs()).as(event).isLessThanOrEqualTo(MOST_BY_ACCOUNT);
        bank.put(account, stated);
        steps++;
    }

    int steps() {
        return steps;
    }

    int accounts() {
        return bank.size();
    }
}
