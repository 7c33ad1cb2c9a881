package retrograde.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import retrograde.cell.Zoo;
import retrograde.equation.Cell;
import retrograde.equation.ParameterCount;
import tools.jackson.databind.json.JsonMapper;

/** Lists the cells that come with Retrograde. */
@Command(
        name = "cells",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
                "Lists the cells that come with Retrograde: states, trained values (H hidden units, I inputs), source.",
                "Any file of equations can stand in their place: wherever a cell is named, give a path such as my.cell."},
        footerHeading = "%nExample:%n",
        footer = "  retrograde cells --json")
final class CellsCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        List<Cell> cells = Zoo.names().stream().map(Zoo::cell).toList();
        if (json) {
            Map<String, Object> document = Map.of("cells", cells.stream().map(CellsCommand::entry).toList());
            System.out.println(
                    JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(document));
        } else {
            System.out.print(text(cells));
        }
        return Main.SUCCESS;
    }

    private static Map<String, Object> entry(Cell cell) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", cell.name());
        entry.put("description", cell.description());
        entry.put("states", cell.states());
        entry.put("output", cell.output());
        entry.put("parameterCount", ParameterCount.formula(cell));
        entry.put("text", Zoo.text(cell.name()));
        return entry;
    }

    private static String text(List<Cell> cells) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("cell", "states", "trained values", "source"));
        for (Cell cell : cells) {
            rows.add(List.of(cell.name(), String.join(", ", cell.states()), ParameterCount.formula(cell),
                    cell.description().lines().findFirst().orElse("")));
        }
        return Columns.of(rows) + System.lineSeparator() + "Own cells: retrograde derive my.cell"
                + System.lineSeparator();
    }
}
