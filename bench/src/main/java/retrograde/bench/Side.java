package retrograde.bench;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Who takes part. */
enum Side {
    /** Retrograde. */
    OURS {
        @Override
        Contestant contestant(Problem problem, int threads) {
            return new EngineContestant(problem, threads);
        }
    },
    /** libtorch 2.13. */
    LIBTORCH {
        @Override
        Contestant contestant(Problem problem, int threads) {
            return TorchContestant.of(problem);
        }
    },
    /** DL4J 1.0.0-M2.1. */
    DL4J {
        @Override
        @Nullable
        Contestant contestant(Problem problem, int threads) {
            return Dl4jContestant.of(problem);
        }
    };

    /**
     * A new contestant, in the process that shall run it.
     *
     * @param threads for the arithmetic; native libraries were told by their environment
     * @return null where this side cannot run the cell
     */
    abstract @Nullable Contestant contestant(Problem problem, int threads);

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
