/**
 * Apache Parquet: {@link retrograde.formats.parquet.ParquetFile} reads the flat columns of a file, by Hardwood. Its classes
 * are loaded when a Parquet file is opened, and not before.
 */
@NullMarked
package retrograde.formats.parquet;

import org.jspecify.annotations.NullMarked;
