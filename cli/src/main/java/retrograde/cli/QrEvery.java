package retrograde.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import retrograde.flow.LyapunovSpectrum;

/** Steps between re-orthonormalisations, or {@code auto}. */
final class QrEvery implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
        if (value.equals("auto")) {
            return LyapunovSpectrum.AUTOMATIC;
        }
        try {
            return Integer.valueOf(value);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + value + "' is neither a number of steps nor auto");
        }
    }
}
