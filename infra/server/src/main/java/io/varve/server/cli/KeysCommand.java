package io.varve.server.cli;

import io.varve.server.access.ApiKeys;
import io.varve.server.access.Grant;
import io.varve.server.report.JsonReport;
import io.varve.server.report.TextTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve keys}: who may ask a server. */
@Command(
        name = "keys",
        description = "List, add or remove API keys. A server that runs sees the change at once.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  varve keys add shop --role producer:orders",
            "  varve keys add admin --role producer --role reader --role operator",
            "  varve keys remove shop",
            "",
            "The token is shown once, and only its hash is stored: curl -H 'Authorization: Bearer TOKEN' ..."
        })
final class KeysCommand extends DirectoryAction {

    enum Verb {
        LIST,
        ADD,
        REMOVE
    }

    @Parameters(index = "0", arity = "0..1", paramLabel = "list|add|remove", description = "default: list")
    private Verb verb = Verb.LIST;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "of the key")
    private String name = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE[:LOG]",
            description = "producer, reader or operator, of all logs or of one; may be given several times")
    private List<String> roles = new ArrayList<>();

    @Override
    public Integer call() {
        if (verb != Verb.LIST && name.isEmpty()) {
            throw new UsageException("the NAME of the key is missing");
        }
        refuseWhatWouldBePassedOver();
        ApiKeys keys = new ApiKeys(config(directory()).serve().access().keys());
        return switch (verb) {
            case LIST -> list(keys);
            case ADD -> add(keys);
            case REMOVE -> remove(keys);
        };
    }

    /** Whoever reads more into the call than is done would take a key for weaker, or stronger, than it is. */
    private void refuseWhatWouldBePassedOver() {
        String log = varve().namedLog();
        if (log != null) {
            throw new UsageException("--log does not bound a key: write --role ROLE:" + log);
        }
        if (verb == Verb.LIST && !name.isEmpty()) {
            throw new UsageException("keys list takes no NAME, but '" + name + "' was given");
        }
        if (verb == Verb.REMOVE && !roles.isEmpty()) {
            throw new UsageException("keys remove takes the whole key: leave --role out");
        }
    }

    private int list(ApiKeys keys) {
        if (isJson()) {
            JsonReport.object(
                    out(),
                    json -> json.array(
                            "keys",
                            keys.all(),
                            (each, key) ->
                                    each.field("name", key.name()).field("roles", String.join(" ", key.roles()))));
            return Failures.DONE;
        }
        TextTable table = TextTable.of("KEY", "ROLES");
        keys.all().forEach(key -> table.row(key.name(), String.join(" ", key.roles())));
        table.print(out());
        return Failures.DONE;
    }

    private int add(ApiKeys keys) {
        String token;
        try {
            token = keys.add(
                    name, new HashSet<>(roles.stream().map(Grant::parse).toList()));
        } catch (IllegalArgumentException e) {
            throw new UsageException(Failures.message(e));
        }
        if (isJson()) {
            JsonReport.object(out(), json -> json.field("name", name).field("token", token));
        } else {
            out().println(token);
        }
        return Failures.DONE;
    }

    private int remove(ApiKeys keys) {
        if (!keys.remove(name)) {
            throw new UsageException("there is no key '" + name + "'");
        }
        if (isJson()) {
            JsonReport.object(out(), json -> json.field("removed", name));
        } else {
            out().println("removed key " + name);
        }
        return Failures.DONE;
    }
}
