package io.varve.query.projection.declared;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds expressions whose values can grow beyond all that they are made of: those that put texts or lists together for
 * each element of a list. What a value takes on its way is counted by nobody, so who sends a projection may not do
 * that.
 */
final class Growth {

    private static final String PLUS = "_+_";
    private static final Set<String> CONVERSIONS = Set.of("string", "bytes");

    private static final Set<CelKind> NUMBERS =
            EnumSet.of(CelKind.INT, CelKind.UINT, CelKind.DOUBLE, CelKind.TIMESTAMP, CelKind.DURATION);

    private Growth() {}

    /**
     * Whether there is a comprehension, such as map or exists, in which something is put together that is no number.
     */
    static boolean isIn(CelAbstractSyntaxTree tree) {
        return CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .filter(each -> each.getKind() == CelExpr.ExprKind.Kind.COMPREHENSION)
                .anyMatch(each -> isIn(tree, each));
    }

    private static boolean isIn(CelAbstractSyntaxTree tree, CelNavigableExpr comprehension) {
        Stream<CelExpr> calls = comprehension
                .allNodes()
                .map(CelNavigableExpr::expr)
                .filter(each -> each.getKind() == CelExpr.ExprKind.Kind.CALL);
        return calls.anyMatch(each -> CONVERSIONS.contains(each.call().function())
                || (each.call().function().equals(PLUS) && !isCollecting(each) && !isNumber(tree, each)));
    }

    /** A macro's own step: it adds an element to what it has so far. */
    private static boolean isCollecting(CelExpr plus) {
        CelExpr first = plus.call().args().get(0);
        return first.getKind() == CelExpr.ExprKind.Kind.IDENT
                && first.ident().name().startsWith("@");
    }

    private static boolean isNumber(CelAbstractSyntaxTree tree, CelExpr expression) {
        Optional<CelType> type = tree.getType(expression.id());
        return type.isPresent() && NUMBERS.contains(type.get().kind());
    }
}
