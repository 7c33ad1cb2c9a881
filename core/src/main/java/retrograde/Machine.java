package retrograde;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;

/**
 * The machine and the virtual machine that this process runs on: what decides speed, and which bits a result has.
 *
 * @param os          name, version and architecture
 * @param cpu         the processor's name, or its architecture where the system does not tell
 * @param features    instruction sets that matter for dense arithmetic, sorted; empty where the system does not tell
 * @param vectorBits  width of the widest vector register the virtual machine uses; 0 if it does not tell
 * @param threads     hardware threads this process may use
 * @param memoryBytes memory of the machine, or of the container it runs in
 * @param heapBytes   largest heap of this process
 * @param jdk         version of the virtual machine
 * @param vendor      who built it
 * @param javaHome    where it is installed
 * @param flags       flags the virtual machine was started with
 */
public record Machine(String os, String cpu, List<String> features, int vectorBits, int threads, long memoryBytes,
        long heapBytes, String jdk, String vendor, String javaHome, List<String> flags) {

    private static final Set<String> FEATURES = Set.of("sse4_2", "avx", "avx2", "fma", "f16c", "avx512f", "avx512bw",
            "avx512dq", "avx512vl", "avx512_vnni", "avx512_bf16", "amx_tile", "amx_bf16", "asimd", "neon", "sve",
            "sve2", "bf16");

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    public Machine {
        features = List.copyOf(features);
        flags = List.copyOf(flags);
    }

    /** Looks at this process's machine; takes some tens of milliseconds. */
    public static Machine current() {
        Runtime runtime = Runtime.getRuntime();
        OperatingSystemMXBean system = bean(OperatingSystemMXBean.class);
        String os = property("os.name") + " " + property("os.version") + " " + property("os.arch");
        List<String> info = cpuInfo();
        return new Machine(os, cpuName(info), knownFeatures(info), maxVectorBits(), runtime.availableProcessors(),
                system.getTotalMemorySize(), runtime.maxMemory(), Runtime.version().toString(), property("java.vendor"),
                property("java.home"), ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    /** Lines {@code name : value} as Linux writes them; macOS' answers are brought into the same form. */
    private static List<String> cpuInfo() {
        try {
            if (Files.isReadable(CPU_INFO)) {
                return Files.readAllLines(CPU_INFO, StandardCharsets.ISO_8859_1);
            }
            if (property("os.name").startsWith("Mac")) {
                String name = sysctl("machdep.cpu.brand_string");
                String features = sysctl("machdep.cpu.features") + " " + sysctl("machdep.cpu.leaf7_features");
                boolean arm = property("os.arch").equals("aarch64");
                return List.of("model name : " + name, "flags : " + (arm ? "neon" : features));
            }
        } catch (IOException e) {
            // Only the description gets poorer.
            return List.of();
        }
        return List.of();
    }

    private static String cpuName(List<String> info) {
        String name = value(info, "model name");
        if (name.isEmpty()) {
            name = System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", "");
        }
        return name.isEmpty() ? property("os.arch") : name;
    }

    private static List<String> knownFeatures(List<String> info) {
        String all = value(info, "flags") + " " + value(info, "Features");
        Set<String> found = new TreeSet<>(List.of(all.toLowerCase(Locale.ROOT).strip().split("\\s+")));
        found.retainAll(FEATURES);
        return new ArrayList<>(found);
    }

    private static String value(List<String> info, String name) {
        for (String line : info) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return "";
    }

    private static int maxVectorBits() {
        try {
            String bytes = bean(HotSpotDiagnosticMXBean.class).getVMOption("MaxVectorSize").getValue();
            return 8 * Integer.parseInt(bytes);
        } catch (IllegalArgumentException e) {
            // A virtual machine without that option.
            return 0;
        }
    }

    private static String sysctl(String name) throws IOException {
        Process process = new ProcessBuilder("sysctl", "-n", name).redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream out = process.getInputStream()) {
            String answer = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(2, TimeUnit.SECONDS) ? answer : "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static <B extends PlatformManagedObject> B bean(Class<B> type) {
        B bean = ManagementFactory.getPlatformMXBean(type);
        if (bean == null) {
            throw new IllegalStateException(
                    "the virtual machine has no " + type.getSimpleName() + "; run it on HotSpot");
        }
        return bean;
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
