package io.varve.query.projection.declared;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.parser.CelUnparserFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.varve.ingest.text.Nearest;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compiles expressions. They see nothing but the names given here, cannot run for ever, and match regular expressions
 * in linear time. Not thread-safe.
 *
 * <p>{@code event.type} and its like are each a name of its own to CEL, so that one written wrongly is found here and
 * not at the first event.
 */
final class Expressions {

    private static final int MAX_EXPRESSION_CHARS = 4_096;
    private static final int MAX_DEPTH = 64;

    /** Of all comprehensions in one evaluation, also one within the other. */
    private static final int MAX_ITERATIONS = 100_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(MAX_EXPRESSION_CHARS)
            .maxParseRecursionDepth(MAX_DEPTH)
            .comprehensionMaxIterations(MAX_ITERATIONS)
            .enableHeterogeneousNumericComparisons(true)
            .populateMacroCalls(true)
            .build();

    private static final Map<String, CelType> OF_EVENT = Map.of(
            "event.id", SimpleType.STRING,
            "event.source", SimpleType.STRING,
            "event.subject", SimpleType.STRING,
            "event.type", SimpleType.STRING,
            "event.time", SimpleType.DYN,
            "event.data", SimpleType.DYN,
            "event.dataschema", SimpleType.DYN,
            "event.extensions", MapType.create(SimpleType.STRING, SimpleType.DYN));

    private static final Map<String, CelType> OF_PLACE = Map.of(
            "event.position", SimpleType.INT,
            "event.version", SimpleType.INT,
            "event.recordedAt", SimpleType.TIMESTAMP);

    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);

    private final Map<String, CelType> names;
    private final CelCompiler compiler;
    private final CelRuntime runtime;

    private final boolean isSent;

    private Expressions(Map<String, CelType> names, boolean isSent) {
        this.names = names;
        this.isSent = isSent;
        Arithmetic arithmetic = new Arithmetic();
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addFunctionDeclarations(arithmetic.declarations());
        names.forEach(builder::addVar);
        this.compiler = builder.build();
        this.runtime = CelRuntimeFactory.legacyCelRuntimeBuilder()
                .setOptions(OPTIONS)
                .addFunctionBindings(arithmetic.bindings())
                .build();
    }

    /**
     * Expressions that see an event, its place, and the fields of a state.
     *
     * @param isSent whether somebody sent them, who may use no more than others can spare
     */
    static Expressions ofFold(Collection<String> fields, boolean isSent) {
        Map<String, CelType> names = new LinkedHashMap<>(OF_EVENT);
        names.putAll(OF_PLACE);
        fields.forEach(field -> names.put(Variables.STATE + field, SimpleType.DYN));
        return new Expressions(names, isSent);
    }

    /**
     * Expressions that see an event alone.
     *
     * @param isSent as above
     */
    static Expressions ofEvent(boolean isSent) {
        return new Expressions(OF_EVENT, isSent);
    }

    /** @throws InvalidProjectionException if the value is not an expression */
    Expression compile(YamlValue value) {
        String text = value.expression();
        CelAbstractSyntaxTree tree;
        try {
            tree = compiler.compile(text).getAst();
        } catch (CelValidationException e) {
            throw value.problem(
                    e.getErrors().isEmpty()
                            ? "is not an expression"
                            : reason(text, e.getErrors().get(0)));
        }
        if (isSent && Growth.isIn(tree)) {
            throw value.problem(
                    "puts texts or lists together for each element of a list, which a projection that is sent"
                            + " may not: add numbers as double(...) or int(...), or give it a name in projections/ of the server");
        }
        try {
            return new Expression(value.where(), canonical(tree, text), runtime.createProgram(tree));
        } catch (CelEvaluationException e) {
            throw value.problem("cannot be made into a program: " + e.getMessage());
        }
    }

    /**
     * Comments and white space gone, brackets and quotes as CEL sets them. It escapes no quote in a text, which then
     * looks like the expression around it: so where there is one, all texts stand apart as well.
     */
    private static String canonical(CelAbstractSyntaxTree tree, String text) {
        try {
            String unparsed = CelUnparserFactory.newUnparser().unparse(tree);
            List<String> texts = texts(tree);
            return texts.stream().anyMatch(each -> each.indexOf('"') >= 0)
                    ? unparsed + '\n' + new String(JsonValues.print(texts), StandardCharsets.UTF_8)
                    : unparsed;
        } catch (UnsupportedOperationException e) {
            return text.strip();
        }
    }

    private static List<String> texts(CelAbstractSyntaxTree tree) {
        return CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(CelNavigableExpr::expr)
                .filter(each -> each.getKind() == CelExpr.ExprKind.Kind.CONSTANT)
                .map(CelExpr::constant)
                .filter(each -> each.getKind() == CelConstant.Kind.STRING_VALUE)
                .map(CelConstant::stringValue)
                .toList();
    }

    private String reason(String text, CelIssue issue) {
        String message = issue.getMessage().lines().findFirst().orElse("");
        int line = issue.getSourceLocation().getLine();
        int column = issue.getSourceLocation().getColumn();
        Matcher undeclared = UNDECLARED.matcher(message);
        if (undeclared.matches()) {
            return unknownName(text, line, column, undeclared.group(1));
        }
        int end = message.indexOf(" (candidates");
        return "column " + (column + 1) + " of the expression: " + (end < 0 ? message : message.substring(0, end));
    }

    private String unknownName(String text, int line, int column, String name) {
        String written = written(text.lines().skip(line - 1L).findFirst().orElse(""), column, name);
        String nearest = Nearest.of(written, names.keySet());
        String known = nearest == null
                ? "; known are " + String.join(", ", new TreeSet<>(names.keySet()))
                : ", did you mean " + nearest + "?";
        String hint = written.indexOf('.') < 0 ? "; a text needs single quotes, as in \"'" + written + "'\"" : "";
        return "'" + written + "' is not known" + known + hint;
    }

    /** The whole name at which the compiler stopped, with what follows its first dot. */
    private static String written(String line, int column, String name) {
        Matcher whole = Pattern.compile(Pattern.quote(name) + "\\s*\\.\\s*([A-Za-z_][A-Za-z0-9_]*)")
                .matcher(line);
        return column >= 0 && column <= line.length() && whole.find(column) && whole.start() == column
                ? name + "." + whole.group(1)
                : name;
    }

    /** Whether the value can be the name of a field. */
    static boolean isName(@Nullable String text) {
        return text != null && text.matches("[A-Za-z_][A-Za-z0-9_]{0,63}");
    }
}
