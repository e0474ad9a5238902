package io.varve.tiering.schedule;

import java.text.ParseException;
import org.quartz.CronExpression;

/**
 * When the work on each log is done, as Quartz cron expressions (seconds first), in UTC.
 *
 * @param migrate when due moves are made
 * @param verify when what is stored is re-read
 */
public record WorkTimes(String migrate, String verify) {

    public WorkTimes {
        check("migrate", migrate);
        check("verify", verify);
    }

    /** Ten past each hour, and Sundays at three. */
    public static WorkTimes defaults() {
        return new WorkTimes("0 10 * * * ?", "0 0 3 ? * SUN");
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
