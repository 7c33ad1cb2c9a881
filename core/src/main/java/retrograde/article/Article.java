package retrograde.article;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** All claims, by number. */
public final class Article {
    private static final List<Claim> CLAIMS = List.of( //
            new C01GradientIsRecurrent(), //
            new C02HoveringIsImprobable(), //
            new C03TotalDoesNotVanish(), //
            new C04TanhIsSigmoid(), //
            new C05BoundedInU(), //
            new C06TanhExplodesLess(), //
            new C07ClippingStopsExplosion(), //
            new C08ReluTrainsToo(), //
            new C09ForgetGateIsMain(), //
            new C10ForgetGateFollowsNeed(), //
            new C11LstmNeedsNoClipping(), //
            new C12BothCanBeConstructed(), //
            new C13FarGradientVanishes(), //
            new C14GruStaysBounded(), //
            new C15GruOtherTerms(), //
            new C16ResetLast(), //
            new C17ScalarTermsPredict(), //
            new C18VanishedIsNotLearnt(), //
            new C19TanhClipsMildly(), //
            new C20HiddenIsCell(), //
            new C21OneVectorHoldsLittle(), //
            new C22ResetInCandidate() //
    );

    private Article() {}

    /** The claims. */
    public static List<Claim> claims() {
        return CLAIMS;
    }

    /**
     * A claim with what its experiment showed.
     *
     * @param seconds that it took, models trained for it included
     */
    public record Examined(Claim claim, Finding finding, double seconds) {
        /** The networks to keep by the names of their files: {@code C12-exploding-lstm.ckpt}. */
        public Map<String, Kept> files() {
            Map<String, Kept> files = new LinkedHashMap<>();
            finding.models().forEach((name, kept) -> files.put(claim.id() + "-" + name + ".ckpt", kept));
            return files;
        }
    }

    /**
     * Examines claims, several at a time.
     *
     * @param done is told of each one that is over; called from several threads
     */
    public static List<Examined> examine(List<Claim> claims, Laboratory laboratory, BiConsumer<Claim, Finding> done) {
        return laboratory.each(new ArrayList<>(claims), claim -> {
            long start = System.nanoTime();
            Finding finding = claim.examine(laboratory);
            done.accept(claim, finding);
            return new Examined(claim, finding, (System.nanoTime() - start) / 1e9);
        });
    }
}
