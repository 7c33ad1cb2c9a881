# Sourced by the scripts beside it: finds a JDK 25, builds the module when its sources have changed, and sets
# `java` and `classes`.

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
build=$home/bench/target/scripts

# The range of the launcher (see the file `retrograde`): 25.0.3 or a later 25.
suits() {
    local version
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$1/release")
    case $version in
        25.0.[0-2] | 25.0.[0-2][!0-9]* | 25) return 1 ;;
        25.*) return 0 ;;
    esac
    return 1
}

jdk=
for candidate in "${JAVA_HOME-}" "$(dirname "$(dirname "$(readlink -f "$(command -v javac)" 2>/dev/null)")" 2>/dev/null)" \
    /usr/lib/jvm/* /opt/java/* /opt/jdk* "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/*; do
    if [ -n "$candidate" ] && suits "$candidate"; then
        jdk=$candidate
        break
    fi
done
if [ -z "$jdk" ]; then
    say "needs a JDK 25, release 25.0.3 or later; set JAVA_HOME to its place."
    exit 1
fi
java=$jdk/bin/java

newer=
if [ -r "$build/class-path" ]; then
    newer=$(find "$home/pom.xml" "$home"/{core,bench}/pom.xml "$home"/{core,bench}/src/main -newer "$build/class-path" -print -quit)
fi
if [ ! -r "$build/class-path" ] || [ -n "$newer" ]; then
    say "building; the first time fetches libtorch and DL4J, about 250 MB"
    mkdir -p "$build"
    # A directory of its own, so that `verify` and the launcher's build are not disturbed.
    (cd "$home" && JAVA_HOME=$jdk sh ./mvnw -B -q -Dquick -Dscripts -Dmaven.test.skip=true -Dtarget.directory=target/scripts \
        -pl bench -am package) >"$build.log" 2>&1 </dev/null || {
        tail -n 20 "$build.log" >&2
        say "the build failed; its whole log is $build.log"
        exit 1
    }
    touch "$build/class-path" # Maven leaves it where its text has not changed
fi
classes=$(echo "$build"/retrograde-bench-*.jar):$(cat "$build/class-path")
