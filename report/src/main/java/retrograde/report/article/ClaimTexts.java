package retrograde.report.article;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The texts of all claims, in the order of the page: by section, then by number. */
public final class ClaimTexts {
    private static final List<ClaimText> ALL = Stream.of( //
            C01GradientIsRecurrentText.text(), //
            C02HoveringIsImprobableText.text(), //
            C03TotalDoesNotVanishText.text(), //
            C04TanhIsSigmoidText.text(), //
            C05BoundedInUText.text(), //
            C06TanhExplodesLessText.text(), //
            C07ClippingStopsExplosionText.text(), //
            C08ReluTrainsTooText.text(), //
            C09ForgetGateIsMainText.text(), //
            C10ForgetGateFollowsNeedText.text(), //
            C11LstmNeedsNoClippingText.text(), //
            C12BothCanBeConstructedText.text(), //
            C13FarGradientVanishesText.text(), //
            C14GruStaysBoundedText.text(), //
            C15GruOtherTermsText.text(), //
            C16ResetLastText.text(), //
            C17ScalarTermsPredictText.text(), //
            C18VanishedIsNotLearntText.text(), //
            C19TanhClipsMildlyText.text(), //
            C20HiddenIsCellText.text(), //
            C21OneVectorHoldsLittleText.text(), //
            C22ResetInCandidateText.text() //
    )
            .sorted(Comparator.comparing(ClaimText::section)
                    .thenComparingInt(text -> Integer.parseInt(text.id().substring(1))))
            .toList();

    private ClaimTexts() {}

    /** All texts. */
    public static List<ClaimText> all() {
        return ALL;
    }

    /**
     * The text of a claim.
     *
     * @param id {@code C1} … {@code C22}
     */
    public static ClaimText of(String id) {
        return ALL.stream()
                .filter(t -> t.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no text for " + id));
    }
}
