/** Equations, cells, engine, gradient flow and training; the packages' reading order is in {@code retrograde}. */
@SuppressWarnings("requires-automatic") // EJML has a stable automatic name but no descriptor of its own
module retrograde.core {
    requires static transitive org.jspecify;
    // Optional at run time: without it the same kernels run as scalar code.
    requires static jdk.incubator.vector;
    requires ejml.core;
    requires ejml.ddense;
    requires jdk.management;

    exports retrograde;
    exports retrograde.advice;
    exports retrograde.article;
    exports retrograde.cell;
    exports retrograde.data;
    exports retrograde.engine;
    exports retrograde.equation;
    exports retrograde.equation.bound;
    exports retrograde.flow;
    exports retrograde.model;
    exports retrograde.run;
    exports retrograde.sequence;
    exports retrograde.train;
}
