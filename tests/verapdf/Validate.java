import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Validates PDF files with veraPDF and prints one JSON object a line: one for each file and flavour.
 *
 * First argument: a flavour such as "2b" or "ua1", or "claimed" for all that the file's metadata claims.
 * The other arguments are files. A file that claims nothing gives one line with an empty flavour.
 */
public final class Validate {
    public static void main(String[] arguments) {
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        for (int place = 1; place < arguments.length; place++) {
            try {
                validate(arguments[place], arguments[0]);
            } catch (Throwable trouble) {
                print(arguments[place], "", "error", new TreeMap<>(), String.valueOf(trouble));
            }
        }
    }

    private static void validate(String file, String asked) throws Exception {
        for (PDFAFlavour flavour : flavours(file, asked)) {
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), flavour)) {
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false);
                ValidationResult result = validator.validate(parser);
                TreeMap<String, String> failed = new TreeMap<>();
                for (TestAssertion assertion : result.getTestAssertions()) {
                    if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                        String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                        failed.putIfAbsent(rule, assertion.getMessage() + " @ " + assertion.getLocation().getContext());
                    }
                }
                print(file, flavour.getId(), result.isCompliant() ? "passed" : "failed", failed, "");
            }
        }
    }

    /** What is asked for; or all PDF/A and PDF/UA flavours that the file claims. */
    private static List<PDFAFlavour> flavours(String file, String asked) throws Exception {
        List<PDFAFlavour> found = new ArrayList<>();
        if (!asked.equals("claimed")) {
            found.add(PDFAFlavour.fromString(asked));
            return found;
        }
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file))) {
            for (PDFAFlavour flavour : parser.getFlavours()) {
                if (flavour != PDFAFlavour.NO_FLAVOUR) {
                    found.add(flavour);
                }
            }
        }
        if (found.isEmpty()) {
            print(file, "", "unclaimed", new TreeMap<>(), "");
        }
        return found;
    }

    private static void print(String file, String flavour, String outcome, TreeMap<String, String> failed, String error) {
        StringBuilder line = new StringBuilder("{\"file\":" + quoted(file) + ",\"flavour\":" + quoted(flavour));
        line.append(",\"outcome\":" + quoted(outcome) + ",\"error\":" + quoted(error) + ",\"failed\":{");
        String separator = "";
        for (String rule : failed.keySet()) {
            line.append(separator + quoted(rule) + ":" + quoted(failed.get(rule)));
            separator = ",";
        }
        System.out.println(line + "}}");
    }

    private static String quoted(String text) {
        StringBuilder shown = new StringBuilder("\"");
        for (char letter : text.toCharArray()) {
            if (letter == '"' || letter == '\\' || letter < ' ' || letter > '~') {
                shown.append(String.format("\\u%04x", (int) letter));
            } else {
                shown.append(letter);
            }
        }
        return shown + "\"";
    }
}
