package io.varve.tiering.cold;

import com.adobe.testing.s3mock.S3MockApplication;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.catalina.connector.Connector;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * S3Mock in this process, on loopback alone, at a free port. Its own way to start binds a second connector to every
 * interface, and takes over the logging; this one does neither.
 */
final class S3MockFixture implements AutoCloseable {

    // Hadoop's jar registers a relocated Woodstox, which does not know the properties that S3Mock sets on the real one.
    private static final Map<String, String> SYSTEM = Map.of(
            LoggingSystem.SYSTEM_PROPERTY,
            LoggingSystem.NONE,
            "javax.xml.stream.XMLInputFactory",
            "com.ctc.wstx.stax.WstxInputFactory",
            "javax.xml.stream.XMLOutputFactory",
            "com.ctc.wstx.stax.WstxOutputFactory");

    private final Properties before;
    private final ConfigurableApplicationContext context;

    private S3MockFixture(Path directory) {
        before = (Properties) System.getProperties().clone();
        System.getProperties().putAll(SYSTEM);
        try {
            context = new SpringApplicationBuilder(S3MockApplication.class)
                    .initializers(S3MockFixture::bindToLoopback)
                    .properties(Map.of(
                            "server.port",
                            0,
                            "server.address",
                            "127.0.0.1",
                            "http.port",
                            0,
                            "com.adobe.testing.s3mock.store.root",
                            directory.toString()))
                    .bannerMode(Banner.Mode.OFF)
                    .run();
        } catch (RuntimeException e) {
            System.setProperties(before);
            throw e;
        }
    }

    static S3MockFixture start(Path directory) {
        return new S3MockFixture(directory);
    }

    private static void bindToLoopback(ConfigurableApplicationContext context) {
        context.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof Connector connector) {
                    connector.setProperty(
                            "address", InetAddress.getLoopbackAddress().getHostAddress());
                }
                return bean;
            }
        });
    }

    S3Config config() {
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        return S3Config.at(
                URI.create("http://127.0.0.1:" + port), "cold", new S3Config.Credentials("varve-test", "any secret"));
    }

    @Override
    public void close() {
        context.close();
        System.setProperties(before);
    }
}
