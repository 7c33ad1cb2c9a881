/**
 * Tables of numbers: {@link retrograde.formats.csv.CsvFile} yields the numeric columns of a CSV file as arrays, and says
 * in {@link retrograde.formats.Table#notes} which columns it left out.
 */
@NullMarked
package retrograde.formats.csv;

import org.jspecify.annotations.NullMarked;
