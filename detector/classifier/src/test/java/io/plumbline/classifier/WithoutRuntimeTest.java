package io.plumbline.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.testkit.onnx.ClassifierDirectory;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime is optional: without it, whoever opens a classifier is told what to add. */
class WithoutRuntimeTest {
    @TempDir
    private Path path = Path.of("");

    @Test
    void theMissingLibraryIsNamed() throws Exception {
        new ClassifierDirectory(path).words();
        try (URLClassLoader without = new WithoutRuntime()) {
            Class<?> classifier = without.loadClass(TokenClassifier.class.getName());
            assertThat(classifier).isNotEqualTo(TokenClassifier.class);
            assertThatThrownBy(() -> classifier.getMethod("open", Path.class).invoke(null, path))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                    .hasMessageContaining("com.microsoft.onnxruntime:onnxruntime");
        }
    }

    /** Loads this module's classes itself, and knows nothing of ONNX Runtime. */
    private static final class WithoutRuntime extends URLClassLoader {
        WithoutRuntime() throws MalformedURLException {
            super(classPath(), TokenClassifier.class.getClassLoader());
        }

        private static URL[] classPath() throws MalformedURLException {
            String[] entries = System.getProperty("java.class.path", "").split(File.pathSeparator);
            URL[] urls = new URL[entries.length];
            for (int i = 0; i < entries.length; i++) {
                urls[i] = Path.of(entries[i]).toUri().toURL();
            }
            return urls;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (name.startsWith("ai.onnxruntime.")) {
                    throw new ClassNotFoundException(name);
                }
                if (name.startsWith("io.plumbline.classifier.")) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded == null ? findClass(name) : loaded;
                }
                return super.loadClass(name, resolve);
            }
        }
    }
}
