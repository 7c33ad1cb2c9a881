package retrograde.engine.simd;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The kernels of a format on this machine: tiles by size, chosen by what its registers hold.
 *
 * @see TileWriter
 */
final class Kernels {
    /** More in one loop run out of registers. */
    private static final int FUNCTIONS_PER_LOOP = 2;
    private static final int MOST_ROWS = 32;
    private static final int MOST_VECTORS = 8;
    /** On machines of 32 registers. */
    private static final int MANY_SUMS = 24;

    private static final Map<Format, Kernels> SHARED = new ConcurrentHashMap<>();

    private final Format format;
    private final boolean vectors;
    private final int lanes;
    /** Sums that fit into registers beside one row of panels and one number of the operand. */
    private final int sums;
    private final int functionsPerLoop;
    private final Tile[][] tiles = new Tile[MOST_ROWS + 1][MOST_VECTORS + 1];
    private final RowSquares squares;
    private final OuterTile[][] outers = new OuterTile[MOST_ROWS + 1][MOST_VECTORS + 1];

    Kernels(Format format, boolean vectors, int functionsPerLoop) {
        this.format = format;
        this.vectors = vectors;
        this.functionsPerLoop = functionsPerLoop;
        this.lanes = vectors ? Species.lanes(format) : 1;
        this.squares = TileWriter.squares(format, vectors, lanes);
        int bits = lanes * format.bytes * 8;
        // 256-bit machines have 16 registers; 512-bit ones 32, and so have the 128-bit ones with NEON. With 26 to 28 of 32
        // taken by sums the compiler spills, or no longer inlines all: a third of the speed or less.
        this.sums = !vectors ? 12 : bits == 256 ? 12 : MANY_SUMS;
    }

    /** The kernels of a format: on vectors where the Vector API is there. */
    static Kernels of(Format format) {
        VectorModule.sayIfMissing();
        return SHARED.computeIfAbsent(format, f -> new Kernels(f, VectorModule.PRESENT, FUNCTIONS_PER_LOOP));
    }

    Format format() {
        return format;
    }

    int lanes() {
        return lanes;
    }

    ProgramWriter.Compiled program(Plan plan, Plan.Program program) {
        return ProgramWriter.compile(plan, program, format, vectors, lanes, functionsPerLoop);
    }

    /** Into how many tiles rows are split: equal ones if that is possible, so that few kinds are compiled. */
    int tiles(int rows) {
        int most = sums / 2;
        int fewest = (rows + most - 1) / most;
        for (int n = fewest; n <= 2 * fewest; n++) {
            if (rows % n == 0) {
                return n;
            }
        }
        return fewest;
    }

    /** How many vectors of columns a tile of so many rows has. */
    int vectors(int rows) {
        return switch (rows) {
            case 1 -> Math.min(MOST_VECTORS, sums);
            case 2 -> Math.min(MOST_VECTORS, sums / 2);
            case 3, 4 -> Math.min(4, sums / rows);
            default -> Math.max(1, Math.min(4, sums / rows));
        };
    }

    int outerRows() {
        return sums == MANY_SUMS ? 8 : 6;
    }

    int outerVectors() {
        return sums == MANY_SUMS ? 3 : 2;
    }

    /** Rows of the operands that are taken at a time: fewer would read and write the gradient itself more often. */
    int outerBlock() {
        return 512;
    }

    RowSquares squares() {
        return squares;
    }

    Tile tile(int rows, int columns) {
        Tile t = tiles[rows][columns];
        if (t == null) {
            synchronized (tiles) {
                t = tiles[rows][columns];
                if (t == null) {
                    t = TileWriter.tile(format, vectors, lanes, rows, columns);
                    tiles[rows][columns] = t;
                }
            }
        }
        return t;
    }

    OuterTile outer(int rows, int columns) {
        OuterTile t = outers[rows][columns];
        if (t == null) {
            synchronized (outers) {
                t = outers[rows][columns];
                if (t == null) {
                    t = TileWriter.outer(format, vectors, lanes, rows, columns);
                    outers[rows][columns] = t;
                }
            }
        }
        return t;
    }
}
