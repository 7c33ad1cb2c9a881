-- The files beside this one, written by DuckDB 1.3.2; run once, kept as they are since.
COPY (SELECT TIMESTAMP '2020-01-01' + INTERVAL 1 HOUR * i AS moment, DATE '2020-01-01' + i::INT AS day, i::INT AS whole,
             (i * i)::BIGINT AS square, sin(i)::DOUBLE AS wave, cos(i)::FLOAT AS cosine,
             CASE WHEN i = 7 THEN NULL ELSE i * 0.5 END AS gappy, i % 2 = 0 AS flag, (i * 1.25)::DECIMAL(10, 2) AS money,
             'w' || (i % 3) AS word, [i, i + 1] AS list, i::SMALLINT AS small, i::HUGEINT AS huge, {'a': i * 2.0} AS pair
      FROM range(40) t(i)) TO 'snappy.parquet' (FORMAT parquet, CODEC 'snappy'); -- likewise zstd, gzip, uncompressed
COPY (SELECT 'x' AS word, DATE '2020-01-01' AS d FROM range(30)) TO 'words.parquet' (FORMAT parquet);
