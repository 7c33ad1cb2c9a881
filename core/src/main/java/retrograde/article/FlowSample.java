package retrograde.article;

import java.util.List;

import retrograde.data.Batch;
import retrograde.equation.View;
import retrograde.flow.Horizon;
import retrograde.flow.TermShares;
import retrograde.flow.TermShares.TermShare;
import retrograde.flow.Trajectories;
import retrograde.model.Model;

/**
 * The flow of one model along a few held-out sequences: what claims that put cells side by side look at.
 *
 * @param terms the sizes of the step Jacobian's terms
 * @param growth {@code ln ‖∂s_T/∂s_{T−k}‖₂ / k} of the whole state, nats per step, the mean over the sequences: below 0 the
 *        gradient fades, above 0 it grows; −∞ where a product is zero
 */
record FlowSample(TermShares.Layer terms, double growth) {
    /** That of a trained model, on sequences as long as those it learnt from. */
    static FlowSample of(Laboratory laboratory, Trained trained, View view, int lags) {
        Trajectories run = run(laboratory, trained);
        return new FlowSample(terms(run, view), growth(run, lags));
    }

    /** Held-out sequences as long as those that a model learnt from. */
    static Trajectories run(Laboratory laboratory, Trained trained) {
        return run(laboratory, trained.model(), trained.recipe(), trained.recipe().steps(), laboratory.choose(2, 2, 4));
    }

    /** Sequences of held-out data, the same ones for all models of a laboratory. */
    static Trajectories run(Laboratory laboratory, Model model, Recipe recipe, int steps, int sequences) {
        Batch batch = recipe.data().heldOut(laboratory.random("flow sample"), steps, sequences);
        return Trajectories.run(model, batch);
    }

    /** The terms of the only layer. */
    static TermShares.Layer terms(Trajectories run, View view) {
        return TermShares.measure(run, view).layers().get(0);
    }

    /** The growth of the product of the last {@code k} step Jacobians, at most as many as there are. */
    static double growth(Trajectories run, int lags) {
        double[] logs = Horizon.measure(run, lags, run.sequences(), List.of(), Horizon.EPSILON).logNorms();
        return logs[logs.length - 1] / logs.length;
    }

    /** The share of the term named main; NaN where the cell has one term only. */
    double mainShare() {
        return terms.mainShare();
    }

    /** The sum of the mean spectral norms of all terms but the main one. */
    double otherNorms() {
        double sum = 0;
        for (int k = 0; k < terms.terms().size(); k++) {
            sum += k == terms.mainTerm() ? 0 : terms.terms().get(k).norm();
        }
        return sum;
    }

    /** The largest share of a term that is not the main one; 0 where there is none. */
    double largestOther() {
        double largest = 0;
        for (int k = 0; k < terms.terms().size(); k++) {
            TermShare term = terms.terms().get(k);
            largest = k == terms.mainTerm() ? largest : Math.max(largest, term.share());
        }
        return largest;
    }
}
