package retrograde.guide.pages;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium with a new profile, as the operating system's packages chromium and chromium-driver give it. */
final class Browser implements AutoCloseable {

    private static final List<Path> DRIVERS = List.of(Path.of("/usr/bin/chromedriver"),
            Path.of("/usr/lib/chromium-browser/chromedriver"), Path.of("/usr/local/bin/chromedriver"));
    private static final List<Path> CHROMIUMS = List.of(Path.of("/usr/bin/chromium"),
            Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));

    private final ChromeDriver driver;
    private final Path profile;

    private Browser(Path driverFile, Path chromium) throws IOException {
        profile = Files.createTempDirectory("retrograde-pages");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        // --no-sandbox: continuous integration runs as root in a container, where Chromium refuses to start without.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--hide-scrollbars", "--user-data-dir=" + profile);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(driverFile.toFile())
                .build();
        driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(2));
    }

    /** Opens a browser, or skips the calling test with one line; with {@code -Dpages.required=true} that is a failure. */
    static Browser open() throws IOException {
        Optional<Path> driver = DRIVERS.stream().filter(Files::isExecutable).findFirst();
        Optional<Path> chromium = CHROMIUMS.stream().filter(Files::isExecutable).findFirst();
        if (driver.isEmpty() || chromium.isEmpty()) {
            String message = "page tests skipped: no Chromium with its driver found (Debian: apt-get install chromium chromium-driver)";
            if (Boolean.getBoolean("pages.required")) {
                throw new AssertionError(message + ", and -Dpages.required=true asks for it");
            }
            // Surefire keeps the reason of a skip to itself; whoever runs the build is to see it.
            System.err.println(message);
            Assumptions.abort(message);
        }
        return new Browser(driver.orElseThrow(), chromium.orElseThrow());
    }

    /** Asks pages for their dark or their light looks from here on. */
    void dark(boolean dark) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Shows a file at a size in CSS pixels. */
    void show(Path page, int width, int height) {
        // Headless windows cannot be made as narrow as a telephone; the device metrics can.
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.manage().window().setSize(new Dimension(Math.max(width, 500), height));
        driver.get(page.toUri().toString());
    }

    /** The value of a JavaScript function body. */
    Object value(String script, Object... arguments) {
        return Objects.requireNonNull(driver.executeScript(script, arguments), script);
    }

    /** As {@link #value}, for a script that calls its last argument when it is done. */
    Object awaited(String script) {
        return Objects.requireNonNull(driver.executeAsyncScript(script), script);
    }

    /** Runs a script for its effect. */
    void run(String script) {
        driver.executeScript(script);
    }

    /** What axe finds against accessibility on the page shown, from moderate on. */
    List<String> violations() throws IOException {
        run(axe());
        return ((List<?>) awaited(
                """
                        const done = arguments[0];
                        axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations
                          .filter(v => ['serious', 'critical', 'moderate'].includes(v.impact))
                          .map(v => v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 3).map(n => n.target + ' ' + n.failureSummary).join('; '))));
                        """))
                .stream()
                .map(String::valueOf)
                .toList();
    }

    private static String axe() throws IOException {
        ClassLoader loader = Browser.class.getClassLoader();
        Properties properties = new Properties();
        try (InputStream in = Objects
                .requireNonNull(loader.getResourceAsStream("META-INF/maven/org.webjars.npm/axe-core/pom.properties"))) {
            properties.load(in);
        }
        String file = "META-INF/resources/webjars/axe-core/" + properties.getProperty("version") + "/axe.min.js";
        try (InputStream in = Objects.requireNonNull(loader.getResourceAsStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The lines on the console that are warnings or worse. */
    List<String> complaints() {
        return driver.manage()
                .logs()
                .get(LogType.BROWSER)
                .getAll()
                .stream()
                .filter(e -> e.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** The addresses of all requests since the last call, as Chromium's own log of the network has them. */
    List<String> requests() {
        return driver.manage()
                .logs()
                .get(LogType.PERFORMANCE)
                .getAll()
                .stream()
                .map(LogEntry::getMessage)
                .filter(m -> m.contains("\"Network.requestWillBeSent\""))
                .map(m -> m.replaceFirst("(?s).*?\"documentURL\".*?\"url\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    /** A picture of the page from top to bottom. */
    void photograph(Path file) throws IOException {
        Number height = (Number) value("return document.documentElement.scrollHeight");
        Number width = (Number) value("return innerWidth");
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    /** The page as it prints on A4. */
    byte[] print() {
        Map<String, Object> printed = driver.executeCdpCommand("Page.printToPDF",
                Map.of("printBackground", true, "paperWidth", 8.27, "paperHeight", 11.69));
        return Base64.getDecoder().decode((String) printed.get("data"));
    }

    @Override
    public void close() {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(f -> f.toFile().delete());
        } catch (IOException e) {
            // A profile left in the system's folder for temporary files harms nobody.
        }
    }
}
