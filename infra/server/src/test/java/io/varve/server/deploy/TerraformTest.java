package io.varve.server.deploy;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.bertramlabs.plugins.hcl4j.HCLParser;
import com.bertramlabs.plugins.hcl4j.HCLParserException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The module parses, keeps what is stored, and refuses what would lose it. */
final class TerraformTest {

    private static final String FOLDER = "terraform/aws";
    private static final Pattern VARIABLE = Pattern.compile("\\bvar\\.(\\w+)");
    private static final Pattern TEMPLATE = Pattern.compile("templatefile\\(\"\\$\\{path\\.module}/([^\"]+)\"");
    private static final Pattern PLACE = Pattern.compile("\\$\\{(\\w+)}");

    private static final Pattern CHECKED = Pattern.compile("This was checked by the validation rule");

    @TempDir
    Path directory;

    private final String module = Deployment.files(FOLDER).stream()
            .filter(file -> file.toString().endsWith(".tf"))
            .map(Deployment::text)
            .collect(Collectors.joining("\n"));
    private final JsonNode resources = parsed("main.tf").path("resource");

    private static JsonNode parsed(String file) {
        return new ObjectMapper().valueToTree(parse(file));
    }

    private static Map<String, Object> parse(String file) {
        try {
            return new HCLParser().parse(Deployment.text(FOLDER + "/" + file), true);
        } catch (HCLParserException | IOException e) {
            throw new AssertionError(file + " does not parse: " + e.getMessage(), e);
        }
    }

    @Test
    void everyFileParses() {
        List<String> files = Deployment.files(FOLDER).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".tf"))
                .toList();
        assertThat(files).hasSize(5).allSatisfy(file -> assertThat(parse(file)).isNotEmpty());
    }

    @Test
    void theBucketKeepsVersionsToItselfAndEncrypted() {
        assertThat(of("aws_s3_bucket").at("/lifecycle/prevent_destroy").asBoolean())
                .isTrue();
        assertThat(of("aws_s3_bucket").path("force_destroy").asBoolean(true)).isFalse();
        assertThat(of("aws_s3_bucket_versioning")
                        .at("/versioning_configuration/status")
                        .asText())
                .isEqualTo("Enabled");
        JsonNode access = of("aws_s3_bucket_public_access_block");
        for (String each :
                List.of("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")) {
            assertThat(access.path(each).asBoolean()).as(each).isTrue();
        }
        assertThat(of("aws_s3_bucket_server_side_encryption_configuration").findValues("sse_algorithm"))
                .hasSize(1);
    }

    @Test
    void noRuleExpiresAnObject() {
        JsonNode rules = of("aws_s3_bucket_lifecycle_configuration");
        assertThat(rules.findValues("expiration")).isEmpty();
        assertThat(rules.findValues("abort_incomplete_multipart_upload")).hasSize(1);
        assertThat(rules.findValues("transition"))
                .as("each is checked by variables.tf")
                .hasSize(1);
        assertThat(module).doesNotContainPattern("(?m)^\\s*expiration\\s*\\{");
    }

    private JsonNode of(String type) {
        JsonNode found = resources.path(type).path("archive");
        assertThat(found).as(type).isNotEmpty();
        return found;
    }

    @Test
    void everyVariableIsDeclaredAndUsed() {
        Set<String> declared = new TreeSet<>();
        parsed("variables.tf").path("variable").fieldNames().forEachRemaining(declared::add);
        Set<String> used = VARIABLE.matcher(module)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(used).isEqualTo(declared);
    }

    @Test
    void everyPolicyIsThereAndGetsWhatItAsksFor() {
        List<String> templates =
                TEMPLATE.matcher(module).results().map(match -> match.group(1)).toList();
        assertThat(templates).hasSize(3);
        for (String template : templates) {
            String call = module.substring(module.indexOf(template));
            String given = call.substring(0, call.indexOf('}', call.indexOf('{')));
            assertThat(PLACE.matcher(Deployment.text(FOLDER + "/" + template)).results())
                    .as(template)
                    .isNotEmpty()
                    .extracting((MatchResult match) -> match.group(1))
                    .allSatisfy(name -> assertThat(given).containsPattern("\\b" + name + "\\s*="));
        }
    }

    @Test
    void terraformLikesTheForm() throws IOException, InterruptedException {
        Tool.Answer answer =
                terraform(Deployment.DIRECTORY.resolve(FOLDER), "fmt", "-check", "-diff", "-no-color", "-recursive");
        assertThat(answer.printed()).isEmpty();
        assertThat(answer.exitCode()).isZero();
    }

    @Test
    void terraformTakesWhatKeepsEveryEvent() throws IOException, InterruptedException {
        takes();
        takes(
                "transitions=[{days=0,storage_class=\"GLACIER_IR\"},{days=30,storage_class=\"STANDARD_IA\"}]",
                "deleted_versions_days=90",
                "object_lock={mode=\"COMPLIANCE\",days=30}",
                "prefix=varve/prod",
                "kms_key_arn=arn:aws:kms:eu-central-1:111122223333:key/a");
    }

    @Test
    void terraformRefusesWhatWouldLoseThemOrCannotWork() throws IOException, InterruptedException {
        refuses(
                "bucket=s3://varve",
                "expiration_days=3650",
                "transitions=[{days=90,storage_class=\"GLACIER\"}]",
                "abort_uploads_days=1",
                "deleted_versions_days=7",
                "object_lock={mode=\"SOMETIMES\",days=30}",
                "prefix=/varve/",
                "kms_key_arn=alias");
        refuses("transitions=[{days=90,storage_class=\"DEEP_ARCHIVE\"}]", "object_lock={mode=\"COMPLIANCE\",days=0}");
        refuses("transitions=[{days=1,storage_class=\"STANDARD_IA\"}]", "prefix=a//b");
    }

    private void takes(String... settings) throws IOException, InterruptedException {
        Tool.Answer answer = plan(settings);
        assertThat(answer.exitCode()).as(answer.printed()).isZero();
    }

    private void refuses(String... settings) throws IOException, InterruptedException {
        Tool.Answer answer = plan(settings);
        assertThat(answer.exitCode()).isNotZero();
        assertThat(CHECKED.matcher(answer.printed()).results().count())
                .as(answer.printed())
                .isEqualTo(settings.length);
        for (String setting : settings) {
            String name = setting.replaceAll("(?s)=.*", "");
            assertThat(answer.printed()).contains("variable \"" + name + "\" {");
        }
    }

    /** A plan of the variables alone: they need no provider, which could not be fetched everywhere. */
    private Tool.Answer plan(String... settings) throws IOException, InterruptedException {
        Path variables = directory.resolve("variables.tf");
        Files.copy(Deployment.DIRECTORY.resolve(FOLDER + "/variables.tf"), variables, REPLACE_EXISTING);
        List<String> arguments =
                new ArrayList<>(List.of("plan", "-input=false", "-no-color", "-var=bucket=my-archive"));
        Arrays.stream(settings).map(setting -> "-var=" + setting).forEach(arguments::add);
        return terraform(directory, arguments.toArray(new String[0]));
    }

    private static Tool.Answer terraform(Path where, String... arguments) throws IOException, InterruptedException {
        Optional<Tool> terraform = Tool.find("terraform");
        assumeTrue(terraform.isPresent(), "terraform is not on this machine");
        return terraform
                .get()
                .run(where, Map.of("CHECKPOINT_DISABLE", "1", "TF_CLI_CONFIG_FILE", "/dev/null"), arguments);
    }
}
