package retrograde.train;

import java.util.List;

import retrograde.InputException;
import retrograde.model.Parameters;
import retrograde.train.NamedSettings.Form;

/**
 * Clipping by a global norm that follows the gradients themselves: {@code θ = factor · q-quantile} of the norms of the last
 * N updates (after AutoClip: Seetharaman, Wichern, Pardo &amp; Le Roux 2020), {@code g ← g · min(1, θ/(‖g‖ + 1e-6))}.
 *
 * <p>
 * Norms are remembered as they were before clipping, and the one to be clipped is not among them: a single explosion does
 * not raise its own threshold. Nothing is clipped before {@code min(N, 10)} norms are known. Holds state for one training;
 * belongs to one thread at a time.
 */
public final class AdaptiveClipping implements GradientClipping {
    private static final String OPTION = "--clip";
    private static final Form FORM = new Form("adaptive", "quantile", "factor", "last");
    private static final int FIRST = 10;

    /**
     * How the threshold follows the norms.
     *
     * @param quantile q in [0,1]: 0.5 is the median, between two norms by the straight line
     * @param factor above 0
     * @param last N, the updates looked back on, 2 or more
     */
    public record Settings(double quantile, double factor, int last) {
        /** Twice the 90th percentile of the last 100 norms: clips what stands out, a few in a hundred of calm training. */
        public static final Settings STANDARD = new Settings(0.9, 2, 100);

        /** Checks the ranges. */
        public Settings {
            String owner = OPTION + " adaptive";
            Range.UNIT.check(owner, "quantile", quantile);
            Range.POSITIVE.check(owner, "factor", factor);
            if (last < 2 || last > 1_000_000) {
                throw new InputException(owner + ": last is " + last + "; it must be from 2 to 1000000 updates");
            }
        }

        /**
         * Reads {@code adaptive}, {@code adaptive:quantile=0.5,factor=3,last=200}; {@link #text} writes it.
         *
         * @throws InputException saying what was given, what there is, and the range expected
         */
        public static Settings read(String text) {
            NamedSettings given = NamedSettings.read(OPTION, text, List.of(FORM));
            return new Settings(given.number("quantile", STANDARD.quantile), given.number("factor", STANDARD.factor),
                    given.count("last", STANDARD.last, 2));
        }

        /** The shortest text that reads back as the same settings. */
        public String text() {
            return new NamedSettings.Text("adaptive").with("quantile", quantile, STANDARD.quantile)
                    .with("factor", factor, STANDARD.factor)
                    .with("last", last, STANDARD.last)
                    .toString();
        }
    }

    private final Settings settings;
    private final RecentNorms norms;

    /** Nothing seen yet. */
    public AdaptiveClipping(Settings settings) {
        this.settings = settings;
        this.norms = new RecentNorms(settings.last);
    }

    /** How it was set. */
    public Settings settings() {
        return settings;
    }

    /** The threshold for the next gradient; infinity while too few norms are known. */
    public double threshold() {
        return norms.known() < Math.min(settings.last, FIRST) ? Double.POSITIVE_INFINITY
                : settings.factor * norms.quantile(settings.quantile);
    }

    /** Clips in place and remembers the norm; a gradient whose norm is not finite is left as it is and forgotten. */
    public Clipping.Applied apply(Parameters gradient) {
        double norm = gradient.norm();
        return new Clipping.Applied(norm, Double.isFinite(norm) && apply(gradient, norm));
    }

    @Override
    public boolean apply(Parameters gradient, double norm) {
        double threshold = threshold();
        // Where all gradients have been 0 so far the first that is not is no explosion.
        Clipping by = threshold > 0 ? new Clipping(threshold) : Clipping.none();
        boolean clipped = by.apply(gradient, norm);
        norms.add(norm);
        return clipped;
    }

    /** Everything that must be saved to go on as if nothing had happened; live. */
    @Override
    public double[] state() {
        return norms.state();
    }
}
