package io.varve.tiering.migration;

import java.util.List;

/**
 * What a verification read and found.
 *
 * @param checked sealed files whose presence, length, sidecar and link of the chain were checked
 * @param files sealed files that were also read as a whole
 * @param events events read, hot ones included
 * @param bytes bytes of sealed files read
 * @param findings what is wrong; empty if all is well
 */
public record VerifyReport(long checked, long files, long events, long bytes, List<Finding> findings) {

    public VerifyReport {
        findings = List.copyOf(findings);
    }

    public boolean isSound() {
        return findings.isEmpty();
    }
}
