package retrograde.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;
import retrograde.equation.Suggestion;
import retrograde.equation.View;

/** Reads the values of options; what cannot be read is answered in plain words. */
final class Converters {
    private Converters() {}

    /** Makes a command and its subcommands use these. */
    static void register(CommandLine commands) {
        commands.registerConverter(int.class, Converters::integer);
        commands.registerConverter(Integer.class, Converters::integer);
        commands.registerConverter(long.class, Converters::whole);
        commands.registerConverter(double.class, Converters::number);
        choice(commands, View.class);
        choice(commands, MeasureOptions.LossSteps.class);
        choice(commands, Tongue.class);
    }

    private static Integer integer(String text) {
        long value = whole(text);
        if (value != (int) value) {
            throw new TypeConversionException(
                    text + " is beyond " + Integer.MAX_VALUE + ", the largest number possible");
        }
        return (int) value;
    }

    private static Long whole(String text) {
        try {
            return Long.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw new TypeConversionException("expected a whole number, but got '" + text + "'");
        }
    }

    private static Double number(String text) {
        try {
            return Double.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw new TypeConversionException("expected a number such as 0.01, but got '" + text + "'");
        }
    }

    private static <E extends Enum<E>> void choice(CommandLine commands, Class<E> type) {
        List<String> names = Stream.of(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
        commands.registerConverter(type, text -> {
            String name = text.strip().toLowerCase(Locale.ROOT);
            if (!names.contains(name)) {
                throw new TypeConversionException("expected " + String.join(" or ", names) + ", but got '" + text + "'"
                        + Suggestion.phrase(name, names));
            }
            return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
        });
    }
}
