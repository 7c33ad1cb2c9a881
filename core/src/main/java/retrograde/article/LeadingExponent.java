package retrograde.article;

import retrograde.data.Dataset;
import retrograde.flow.LyapunovSpectrum;
import retrograde.flow.Trajectories;
import retrograde.model.Model;
import retrograde.model.Seeds;

/** {@code λ₁} of a model driven by data: what {@code ln |∂h'/∂h|} is for one unit, many units have in its place. */
final class LeadingExponent {
    private LeadingExponent() {}

    /**
     * Measures it.
     *
     * @param steps that count; {@link LyapunovSpectrum#alignment} more are run before them
     * @param sequences of that length
     * @param seed of the sequences
     * @return nats a step; −∞ where a Jacobian is singular, NaN where a value is not finite
     */
    static Estimate of(Model model, Dataset data, int steps, int sequences, long seed) {
        int length = steps + Math.max(100, (steps + 8) / 9); // alignment is a tenth of all
        var batch = data.train(Seeds.generator(seed, "exponent"), data.stepsForLength(length), sequences);
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(Trajectories.run(model, batch), 1, 1, seed);
        return new Estimate(spectrum.values()[0], spectrum.errors()[0]);
    }
}
