package retrograde.equation;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrograde.equation.Expression.Application;
import retrograde.equation.Expression.Binary;
import retrograde.equation.Expression.MatrixProduct;
import retrograde.equation.Expression.Negation;
import retrograde.equation.Expression.Operator;

import static org.assertj.core.api.Assertions.assertThat;

class RandomCellsTest {
    private static final List<Cell> CELLS = RandomCells.cells(20_240_601, 600);

    @Test
    void printedAndReadAgainTheyAreEqualAndPrintTheSame() {
        for (Cell cell : CELLS) {
            String text = TextPrinter.print(cell);
            Cell read = CellParser.parse(text, cell.name());
            assertThat(read).as(text).isEqualTo(cell);
            assertThat(TextPrinter.print(read)).isEqualTo(text);
            assertThat(CellChecker.check(cell)).isSameAs(cell);
        }
    }

    @Test
    void theSameSeedGivesTheSameCells() {
        assertThat(RandomCells.cells(20_240_601, 600)).isEqualTo(CELLS);
        assertThat(RandomCells.cells(2, 5)).isNotEqualTo(CELLS.subList(0, 5));
    }

    /** Dropping any pair of brackets changes the cell or breaks it: none is superfluous. */
    @Test
    void noBracketPrintedIsSuperfluous() {
        for (Cell cell : CELLS.subList(0, 60)) {
            for (Equation equation : cell.equations()) {
                assertEveryBracketCounts(cell, equation);
            }
        }
    }

    private static void assertEveryBracketCounts(Cell cell, Equation equation) {
        String text = new TextPrinter(cell).expression(equation.right());
        for (int open = text.indexOf('('); open >= 0; open = text.indexOf('(', open + 1)) {
            if (open > 0 && Character.isLetterOrDigit(text.charAt(open - 1))) {
                continue;
            }
            int close = closing(text, open);
            String without = text.substring(0, open) + text.substring(open + 1, close) + text.substring(close + 1);
            Expression read;
            try {
                CellText lines = CellText.of(without, "test");
                read = new ExpressionParser(lines, Lexer.tokens(lines), 0, Set.copyOf(cell.states()), Set.of(),
                        new java.util.IdentityHashMap<>()).statement();
            } catch (CellSyntaxException e) {
                continue;
            }
            assertThat(read).as(text + " without the bracket at " + open).isNotEqualTo(equation.right());
        }
    }

    private static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException(text);
    }

    @ParameterizedTest
    @EnumSource
    void everyOperatorIsInManyCells(Operator operator) {
        assertThat(count(e -> e instanceof Binary b && b.operator() == operator)).isGreaterThanOrEqualTo(25);
    }

    @ParameterizedTest
    @EnumSource
    void everyFunctionOfTheLanguageIsInManyCells(Function function) {
        long cells = count(e -> e instanceof Application a && a.function() == function);
        assertThat(cells).isGreaterThanOrEqualTo(!function.inLanguage() ? 0 : function == Function.LAYERNORM ? 50 : 25);
        assertThat(cells > 0).isEqualTo(function.inLanguage());
    }

    @Test
    void negationsAndMatricesAreInManyCells() {
        assertThat(count(e -> e instanceof Negation)).isGreaterThanOrEqualTo(25);
        assertThat(count(e -> e instanceof MatrixProduct)).isGreaterThanOrEqualTo(300);
    }

    @Test
    void statesProductsDepthsAndShapesAreVaried() {
        assertThat(CELLS).filteredOn(c -> c.states().size() == 2).hasSizeGreaterThanOrEqualTo(150);
        assertThat(count(e -> e instanceof MatrixProduct p && anywhere(p.operand(), i -> i instanceof MatrixProduct)))
                .isGreaterThanOrEqualTo(150);
        assertThat(count(e -> product(e) && e.operands().stream().anyMatch(o -> anywhere(o, RandomCellsTest::product))))
                .isGreaterThanOrEqualTo(150);
        assertThat(CELLS).filteredOn(c -> c.equations().stream().anyMatch(e -> height(e.right()) >= 4))
                .hasSizeGreaterThanOrEqualTo(CELLS.size() / 2);
        assertThat(CELLS).filteredOn(c -> !c.freeDimensions().isEmpty()).hasSizeGreaterThanOrEqualTo(10);
        assertThat(CELLS).filteredOn(c -> !c.gates().isEmpty()).hasSizeGreaterThanOrEqualTo(150);
    }

    private static boolean product(Expression e) {
        return e instanceof Binary b && b.operator() == Operator.MULTIPLY;
    }

    private static long count(java.util.function.Predicate<Expression> wanted) {
        return CELLS.stream().filter(c -> c.equations().stream().anyMatch(e -> anywhere(e.right(), wanted))).count();
    }

    private static boolean anywhere(Expression tree, java.util.function.Predicate<Expression> wanted) {
        return wanted.test(tree) || tree.operands().stream().anyMatch(o -> anywhere(o, wanted));
    }

    private static int height(Expression e) {
        return 1 + e.operands().stream().mapToInt(RandomCellsTest::height).max().orElse(0);
    }
}
