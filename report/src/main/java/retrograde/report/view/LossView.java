package retrograde.report.view;

import java.util.Map;

import retrograde.report.Text;

/**
 * The training loss, as a check that the other pictures describe a model that learns.
 *
 * <p>Look at it before believing a verdict. Requires {@code during[].loss}.
 */
public record LossView() implements Instrument {
    @Override
    public Text title() {
        return new Text("Loss while training", "训练过程中的损失");
    }

    @Override
    public Text reading() {
        return new Text("The training loss at the same updates; the thin line is the baseline that a cell must "
                + "beat before its memory is judged.", "同一批更新步上的训练损失；细线是基线，低于它才谈得上评判记忆。");
    }

    @Override
    public Text when() {
        return new Text("Look here before believing a verdict: a cell that has not learnt the data says little "
                + "about its memory.", "相信判定之前先看这里：没学会数据的模型，其记忆无从谈起。");
    }

    @Override
    public String requires() {
        return "during[].loss";
    }

    @Override
    public Width width() {
        return Width.HALF;
    }

    @Override
    public Map<String, Text> labels() {
        return Map.ofEntries(Map.entry("x", new Text("update", "更新步")), Map.entry("y", new Text("loss", "损失")));
    }
}
