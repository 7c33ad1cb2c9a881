package retrograde.guide.readme;

import java.util.Map;
import java.util.function.Consumer;

import retrograde.data.Dataset;
import retrograde.engine.Execution;
import retrograde.equation.Cell;
import retrograde.flow.Flow;
import retrograde.flow.FlowOptions;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.Stepper;
import retrograde.train.Adam;
import retrograde.train.Clipping;
import retrograde.train.Trainer;
import retrograde.train.Trainer.TrainingPlan;

/** The README's first example: trains a cell, measures its gradient flow, and runs it on data as they come. */
final class GradientFlow {

    private GradientFlow() {}

    // tag::readme[]
    static Model train(Cell cell, Dataset data, int hidden, int updates, Consumer<Trainer.Update> listener) {
        Architecture network = Architecture.of(cell, data, hidden, 0, 1, Map.of());
        Model model = Initialisation.of(1).model(network);
        TrainingPlan plan = new TrainingPlan(100, 16, 0.02, new Clipping(1), 1); // T, B, rate, clip, seed
        try (Execution float32 = Execution.of(Execution.Kind.FLOAT32, 2)) { // kernels made from the equations, two threads
            model.execute(float32);
            Trainer trainer = new Trainer(model, data, plan, new Adam(network, float32));
            trainer.listen(listener); // hears of each update: loss, gradient norm, alarms
            trainer.train(updates);
        }
        return model;
    }

    static Flow gradientFlow(Model model, Dataset data) {
        return Flow.measure(model, data, FlowOptions.standard(400, false, model.stack().stateSize(), 1));
    }

    static double answer(Model model, double[][] sequence) {
        Stepper stepper = new Stepper(model); // for data as they come; one for each thread, sharing the model
        double[] answer = {};
        for (double[] x : sequence) {
            answer = stepper.step(x);
        }
        return answer[0];
    }
    // end::readme[]
}
