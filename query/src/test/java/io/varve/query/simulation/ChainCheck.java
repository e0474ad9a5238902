package io.varve.query.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.migration.MigrationContext;
import io.varve.tiering.parquet.ChainLink;
import io.varve.tiering.parquet.FileFacts;
import io.varve.tiering.store.SealedFileException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** Follows the digest chain from file to file; each place of a file is read once. */
final class ChainCheck {

    private final Map<URI, FileFacts> read = new HashMap<>();

    /** @param outage whether a cold file may be out of reach; the chain is then followed up to it */
    void check(MigrationContext context, CatalogView view, boolean outage) {
        ChainLink link = ChainLink.start(context.catalog().definition().id());
        for (CatalogFile file : view.files()) {
            FileFacts facts = read.get(file.location());
            if (facts == null) {
                try {
                    facts = context.sources().files().facts(file);
                } catch (SealedFileException e) {
                    assertThat(outage)
                            .as("a file is unreadable only without S3: %s", e)
                            .isTrue();
                    return;
                }
                read.put(file.location(), facts);
            }
            assertThat(facts.previous()).as("what %s follows", file.location()).isEqualTo(link);
            link = facts.chain();
        }
    }
}
