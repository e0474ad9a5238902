package io.varve.tiering.schedule;

import java.text.ParseException;
import org.quartz.CronExpression;

/**
 * When the work on each log is done, as Quartz cron expressions (seconds first), in UTC.
 *
 * @param migrate when due moves are made
 * @param verify when what is stored is re-read
 * @param snapshots when the snapshots that are due are taken
 */
public record WorkTimes(String migrate, String verify, String snapshots) {

    public WorkTimes {
        check("migrate", migrate);
        check("verify", verify);
        check("snapshots", snapshots);
    }

    /** Ten past each hour, Sundays at three, and twenty to each hour. */
    public static WorkTimes defaults() {
        return new WorkTimes("0 10 * * * ?", "0 0 3 ? * SUN", "0 40 * * * ?");
    }

    private static void check(String name, String cron) {
        try {
            CronExpression.validateExpression(cron);
        } catch (ParseException e) {
            throw new IllegalArgumentException(
                    name + ": '" + cron + "' is not a Quartz cron expression such as '0 10 * * * ?': " + e.getMessage(),
                    e);
        }
    }
}
