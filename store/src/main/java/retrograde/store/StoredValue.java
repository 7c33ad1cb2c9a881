package retrograde.store;

import java.sql.ResultSet;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/** A double in two columns, {@code value} and {@code text}: exact for every value. */
final class StoredValue {
    private StoredValue() {}

    /** What SQLite's own double does not keep, by name; null for all else. */
    static @Nullable String text(double value) {
        boolean negativeZero = value == 0 && Double.doubleToRawLongBits(value) != 0;
        return negativeZero || !Double.isFinite(value) ? Double.toString(value) : null;
    }

    /** The value of the columns {@code value} and {@code text}. */
    static double read(ResultSet row) throws SQLException {
        String text = row.getString("text");
        return text == null ? row.getDouble("value") : Double.parseDouble(text);
    }
}
