package io.varve.query.projection.declared;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.util.ArrayList;
import java.util.List;

/**
 * Operators between whole numbers and doubles, which CEL does not have: numbers in JSON are doubles here, literals such
 * as 1 are whole, and the two have to meet. The remainder of doubles is here too.
 */
final class Arithmetic {

    private final List<CelFunctionDecl> declarations = new ArrayList<>();
    private final List<CelFunctionBinding> bindings = new ArrayList<>();

    Arithmetic() {
        add("_+_", "add", (a, b) -> a + b, (a, b) -> a + b);
        add("_-_", "subtract", (a, b) -> a - b, (a, b) -> a - b);
        add("_*_", "multiply", (a, b) -> a * b, (a, b) -> a * b);
        add("_/_", "divide", (a, b) -> a / b, (a, b) -> a / b);
        add("_%_", "modulo", (a, b) -> a % b, (a, b) -> a % b);
        declarations.add(CelFunctionDecl.newFunctionDeclaration(
                "_%_",
                CelOverloadDecl.newGlobalOverload(
                        "modulo_double", SimpleType.DOUBLE, SimpleType.DOUBLE, SimpleType.DOUBLE)));
        bindings.add(CelFunctionBinding.from("modulo_double", Double.class, Double.class, (a, b) -> a % b));
    }

    List<CelFunctionDecl> declarations() {
        return declarations;
    }

    List<CelFunctionBinding> bindings() {
        return bindings;
    }

    private void add(
            String operator,
            String name,
            CelFunctionOverload.Binary<Long, Double> intFirst,
            CelFunctionOverload.Binary<Double, Long> doubleFirst) {
        String intFirstId = name + "_int64_double";
        String doubleFirstId = name + "_double_int64";
        declarations.add(CelFunctionDecl.newFunctionDeclaration(
                operator,
                CelOverloadDecl.newGlobalOverload(intFirstId, SimpleType.DOUBLE, SimpleType.INT, SimpleType.DOUBLE),
                CelOverloadDecl.newGlobalOverload(
                        doubleFirstId, SimpleType.DOUBLE, SimpleType.DOUBLE, SimpleType.INT)));
        bindings.add(CelFunctionBinding.from(intFirstId, Long.class, Double.class, intFirst));
        bindings.add(CelFunctionBinding.from(doubleFirstId, Double.class, Long.class, doubleFirst));
    }
}
