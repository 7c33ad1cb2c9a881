package retrograde.guide.readme;

import java.util.Map;

import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.engine.Execution;
import retrograde.equation.Cell;
import retrograde.flow.Flow;
import retrograde.flow.FlowOptions;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.train.Adam;
import retrograde.train.Clipping;
import retrograde.train.Trainer;
import retrograde.train.Trainer.TrainingPlan;

/** The README's first example: trains a cell on the adding problem and measures its gradient flow. */
final class GradientFlow {

    private GradientFlow() {}

    // tag::readme[]
    static Flow gradientFlow(Cell cell, int hidden, int updates) {
        Dataset adding = Datasets.task("adding"); // the sum of two marked numbers among T = 100
        Architecture network = Architecture.of(cell, adding, hidden, 0, 1, Map.of());
        Model model = Initialisation.of(1).model(network);
        TrainingPlan plan = new TrainingPlan(100, 16, 0.02, new Clipping(1), 1); // T, B, rate, clip, seed
        try (Execution float32 = Execution.of(Execution.Kind.FLOAT32, 2)) { // kernels made from the equations, two threads
            model.execute(float32);
            Trainer trainer = new Trainer(model, adding, plan, new Adam(network, float32));
            for (int update = 0; update < updates; update++) {
                trainer.step();
            }
        }
        return Flow.measure(model, adding, FlowOptions.standard(400, false, model.stack().stateSize(), 1));
    }
    // end::readme[]
}
