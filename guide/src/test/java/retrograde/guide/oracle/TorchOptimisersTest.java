package retrograde.guide.oracle;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.cell.Zoo;
import retrograde.data.Objective;
import retrograde.engine.Execution;
import retrograde.engine.LayerShape;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Parameters;
import retrograde.train.Optimiser;
import retrograde.train.Optimisers;

/** Every optimiser that libtorch has too, with every constant moved: the same parameters after each of a hundred updates. */
class TorchOptimisersTest {
    private static final int UPDATES = 100;
    private static final double RATE = 0.01;

    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(21);

    @ParameterizedTest
    @ValueSource(
            strings = {"sgd", "sgd:momentum=0.9", "sgd:decay=0.1", "sgd:momentum=0.9,decay=0.1",
                    "sgd:momentum=0.9,nesterov=true", "sgd:momentum=0.5,nesterov=true,decay=0.1", "rmsprop",
                    "rmsprop:alpha=0.9,eps=1e-4", "rmsprop:momentum=0.9", "rmsprop:centered=true",
                    "rmsprop:alpha=0.9,momentum=0.9,centered=true,decay=0.1", "adam", "adam:decay=0.1",
                    "adam:beta1=0.8,beta2=0.95,eps=1e-4", "adamw", "adamw:decay=0.5",
                    "adamw:beta1=0.8,beta2=0.95,eps=1e-4,decay=0"})
    void parametersMoveAsTheirs(String text) {
        Architecture architecture = new Architecture(List.of(new LayerShape(Zoo.cell("lstm"), 5, 3)), false, 3,
                new Objective(Objective.Kind.SQUARED_ERROR, 2, Objective.LossSteps.EVERY));
        Parameters ours = Initialisation.of(1).model(architecture).parameters();
        List<double[]> arrays = List.copyOf(ours.named().values());
        Tensor[] theirs = arrays.stream().map(a -> Torch.leaf(a, a.length)).toArray(Tensor[]::new);
        Optimiser.Settings settings = Optimisers.read(text);
        Optimizer optimizer = theirs(settings, new TensorVector(theirs));
        try (Execution execution = Execution.of(Execution.Kind.FLOAT64, 2)) {
            Optimiser optimiser = settings.optimiser(architecture, execution);
            for (int u = 1; u <= UPDATES; u++) {
                Parameters gradient = new Parameters(architecture);
                int k = 0;
                for (double[] g : gradient.named().values()) {
                    for (int i = 0; i < g.length; i++) {
                        // Sizes from 1e-9 to 10: small ones feel where ε stands.
                        g[i] = random.nextGaussian() * StrictMath.pow(10, 1 - i % 11);
                    }
                    theirs[k++].mutable_grad().put(Torch.constant(g, g.length));
                }
                optimiser.update(ours, gradient, RATE);
                optimizer.step();
                for (int a = 0; a < theirs.length; a++) {
                    // A few roundings an update, of values of the largest entry's size; momentum carries them on ten times.
                    Torch.assertClose("after update " + u, arrays.get(a), Torch.values(theirs[a]),
                            1e-16 * (20 + 10 * u));
                }
            }
        }
    }

    private static Optimizer theirs(Optimiser.Settings settings, TensorVector trained) {
        return switch (settings) {
            case retrograde.train.Sgd.Settings s -> {
                SGDOptions o = new SGDOptions(RATE);
                o.momentum().put(s.momentum());
                o.nesterov().put(s.nesterov());
                o.weight_decay().put(s.decay());
                yield new SGD(trained, o);
            }
            case retrograde.train.RmsProp.Settings s -> {
                RMSpropOptions o = new RMSpropOptions(RATE);
                o.alpha().put(s.alpha());
                o.eps().put(s.epsilon());
                o.momentum().put(s.momentum());
                o.centered().put(s.centered());
                o.weight_decay().put(s.decay());
                yield new RMSprop(trained, o);
            }
            case retrograde.train.Adam.Settings s -> {
                AdamOptions o = new AdamOptions(RATE);
                betas(o.betas(), s.beta1(), s.beta2());
                o.eps().put(s.epsilon());
                o.weight_decay().put(s.decay());
                yield new Adam(trained, o);
            }
            case retrograde.train.AdamW.Settings s -> {
                AdamWOptions o = new AdamWOptions(RATE);
                betas(o.betas(), s.beta1(), s.beta2());
                o.eps().put(s.epsilon());
                o.weight_decay().put(s.decay());
                yield new AdamW(trained, o);
            }
            case retrograde.train.Adamax.Settings s -> throw new IllegalArgumentException(s + ": libtorch has none");
        };
    }

    /** Puts both in the places where theirs are: a tuple may be stored from either end. */
    private static void betas(DoublePointer tuple, double beta1, double beta2) {
        boolean fromFirst = tuple.get(0) < tuple.get(1);
        tuple.put(fromFirst ? new double[] {beta1, beta2} : new double[] {beta2, beta1});
    }
}
