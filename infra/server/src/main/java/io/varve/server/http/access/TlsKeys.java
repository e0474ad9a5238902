package io.varve.server.http.access;

import io.varve.server.config.ConfigException;
import io.varve.server.config.VarveConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What TLS needs, from PEM files or a PKCS #12 keystore. */
public final class TlsKeys {

    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private TlsKeys() {}

    /**
     * The key and its certificates.
     *
     * @throws ConfigException if they cannot be read; it names the file
     */
    public static KeyStore keyStore(VarveConfig.Tls tls) {
        char[] password = tls.password().toCharArray();
        Path keystore = tls.keystore();
        return keystore != null
                ? ofPkcs12(keystore, password)
                : ofPem(Objects.requireNonNull(tls.certificate()), Objects.requireNonNull(tls.key()), password);
    }

    private static KeyStore ofPkcs12(Path file, char[] password) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable("tls.keystore", file, e);
        }
    }

    private static KeyStore ofPem(Path certificate, Path key, char[] password) {
        Certificate[] chain;
        try (InputStream in = Files.newInputStream(certificate)) {
            chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(new Certificate[0]);
            if (chain.length == 0) {
                throw new CertificateException("it holds no certificate");
            }
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable("tls.certificate", certificate, e);
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            PrivateKey found = privateKey(Files.readString(key, StandardCharsets.US_ASCII));
            requirePair(found, chain[0]);
            store.setKeyEntry("varve", found, password, chain);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable("tls.key", key, e);
        }
    }

    private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        Matcher matcher = PRIVATE_KEY.matcher(pem);
        if (!matcher.find()) {
            throw new GeneralSecurityException("it must be a PKCS #8 key without a password: BEGIN PRIVATE KEY");
        }
        PKCS8EncodedKeySpec spec;
        try {
            spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("its Base64 is damaged: " + e.getMessage(), e);
        }
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        } catch (GeneralSecurityException e) {
            return KeyFactory.getInstance("EC").generatePrivate(spec);
        }
    }

    /** With another's key the server would start, and nobody could connect. */
    private static void requirePair(PrivateKey key, Certificate certificate) throws GeneralSecurityException {
        Signature signature =
                Signature.getInstance("RSA".equals(key.getAlgorithm()) ? "SHA256withRSA" : "SHA256withECDSA");
        byte[] sample = {1};
        signature.initSign(key);
        signature.update(sample);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(sample);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("it is not the key of the certificate");
        }
    }

    private static ConfigException unreadable(String setting, Path file, Exception e) {
        return new ConfigException(List.of(setting + ": " + file + " cannot be read: " + e.getMessage()));
    }
}
