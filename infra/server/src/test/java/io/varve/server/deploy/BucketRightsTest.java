package io.varve.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The policy allows what the code asks of S3, and nothing else. */
final class BucketRightsTest {

    private static final String POLICIES = "terraform/aws/policy/";

    /** From each operation of the SDK to the action that it needs, by the service authorization reference of S3. */
    private static final Map<String, String> ACTIONS = Map.ofEntries(
            Map.entry("getObject", "s3:GetObject"),
            Map.entry("headObject", "s3:GetObject"),
            Map.entry("putObject", "s3:PutObject"),
            Map.entry("createMultipartUpload", "s3:PutObject"),
            Map.entry("uploadPart", "s3:PutObject"),
            Map.entry("completeMultipartUpload", "s3:PutObject"),
            Map.entry("abortMultipartUpload", "s3:AbortMultipartUpload"),
            Map.entry("deleteObject", "s3:DeleteObject"),
            Map.entry("headBucket", "s3:ListBucket"),
            Map.entry("listObjectsV2", "s3:ListBucket"),
            Map.entry("listMultipartUploads", "s3:ListBucketMultipartUploads"),
            Map.entry("createBucket", "s3:CreateBucket"));

    /** Terraform creates the bucket, and cold.createBucket is false by default. */
    private static final String NOT_GRANTED = "s3:CreateBucket";

    @Test
    void thePolicyAllowsWhatTheCodeAsksFor() {
        Set<String> operations = operations();
        assertThat(ACTIONS.keySet())
                .as("a new operation needs a line here and its action in the policy")
                .isEqualTo(operations);
        Set<String> needed = operations.stream().map(ACTIONS::get).collect(Collectors.toCollection(TreeSet::new));
        assertThat(needed.remove(NOT_GRANTED)).isTrue();
        assertThat(actions("varve.json.tftpl")).isEqualTo(needed);
    }

    /** What is called of any client of the SDK's, lambdas included. No other package may use the SDK. */
    private static Set<String> operations() {
        return ArchConfiguration.withThreadLocalScope(configuration -> {
            // the SDK's own classes are large, and their names are enough
            configuration.setResolveMissingDependenciesFromClassPath(false);
            return new ClassFileImporter()
                            .withImportOption(new ImportOption.DoNotIncludeTests())
                            .importPackages("io.varve.tiering.cold")
                            .stream()
                            .flatMap(each -> each.getMethodCallsFromSelf().stream())
                            .filter(BucketRightsTest::isOfAClient)
                            .map(call -> call.getName().replaceAll("Paginator$", ""))
                            .filter(name -> !Set.of("builder", "close").contains(name))
                            .collect(Collectors.toCollection(TreeSet::new));
        });
    }

    private static boolean isOfAClient(JavaMethodCall call) {
        String owner = call.getTargetOwner().getName();
        return owner.startsWith("software.amazon.awssdk.services.") && owner.endsWith("Client");
    }

    @Test
    void objectsAndBucketAreEachAllowedWhatIsTheirs() {
        for (JsonNode statement : statements("varve.json.tftpl")) {
            assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
            String resource = statement.path("Resource").asText();
            for (JsonNode action : statement.path("Action")) {
                assertThat(action.asText()).doesNotContain("*");
                assertThat(resource)
                        .as(action.asText())
                        .isEqualTo(action.asText().startsWith("s3:List") ? "${bucket_arn}" : "${objects_arn}");
            }
        }
    }

    @Test
    void theKeyServesToReadAndToWrite() {
        assertThat(actions("key.json.tftpl")).containsExactly("kms:Decrypt", "kms:GenerateDataKey");
    }

    @Test
    void nobodyReachesTheBucketUnencrypted() {
        JsonNode statement = statements("bucket.json.tftpl").get(0);
        assertThat(statement.path("Effect").asText()).isEqualTo("Deny");
        assertThat(statement.at("/Condition/Bool/aws:SecureTransport").asText()).isEqualTo("false");
    }

    private static Set<String> actions(String policy) {
        Set<String> actions = new TreeSet<>();
        statements(policy)
                .forEach(statement -> statement.path("Action").forEach(action -> actions.add(action.asText())));
        return actions;
    }

    private static List<JsonNode> statements(String policy) {
        JsonNode all = Deployment.json(Deployment.text(POLICIES + policy)).path("Statement");
        assertThat(all).isNotEmpty();
        return Deployment.each(all).toList();
    }
}
