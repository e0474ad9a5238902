package io.varve.ingest.command;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.Payload;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Accounts of a small bank: what can be asked of one, what happens to it, and what is known of it. */
final class Account implements Decider<Account.Wish, Account.State, Account.Fact> {

    /** What somebody wants. */
    sealed interface Wish {
        record Open(String owner) implements Wish {}

        record Deposit(long cents) implements Wish {}

        record Withdraw(long cents) implements Wish {}

        /** An earlier deposit was booked with a wrong amount. */
        record Correct(String depositId, long bookedCents, long rightCents) implements Wish {}
    }

    /** What has happened. */
    sealed interface Fact {
        record Opened(String owner) implements Fact {}

        record Deposited(long cents) implements Fact {}

        record Withdrawn(long cents) implements Fact {}

        /** Makes good for an earlier event, which stays as it is. */
        record Corrected(String depositId, long differenceCents) implements Fact {}
    }

    record State(boolean isOpen, long cents) {}

    @Override
    public State initial() {
        return new State(false, 0);
    }

    @Override
    public Decision<Fact> decide(Wish wish, State state) {
        if (wish instanceof Wish.Open open) {
            return state.isOpen
                    ? Decision.rejected("the account is open already")
                    : Decision.accepted(new Fact.Opened(open.owner));
        }
        if (!state.isOpen) {
            return Decision.rejected("there is no such account");
        }
        if (wish instanceof Wish.Deposit deposit) {
            return Decision.accepted(new Fact.Deposited(deposit.cents));
        }
        if (wish instanceof Wish.Withdraw withdraw) {
            return withdraw.cents > state.cents
                    ? Decision.rejected("the balance is " + state.cents + ", which is less than " + withdraw.cents)
                    : Decision.accepted(new Fact.Withdrawn(withdraw.cents));
        }
        Wish.Correct correct = (Wish.Correct) wish;
        return Decision.accepted(
                new Fact.Corrected(correct.depositId, Math.subtractExact(correct.rightCents, correct.bookedCents)));
    }

    @Override
    public State evolve(State state, Fact fact) {
        if (fact instanceof Fact.Opened) {
            return new State(true, 0);
        }
        if (fact instanceof Fact.Deposited deposited) {
            return new State(true, state.cents + deposited.cents);
        }
        if (fact instanceof Fact.Withdrawn withdrawn) {
            return new State(true, state.cents - withdrawn.cents);
        }
        return new State(true, state.cents + ((Fact.Corrected) fact).differenceCents);
    }

    /** The facts in the log. */
    static final class Form implements EventForm<Fact> {

        private static final Pattern DATA = Pattern.compile("\\{\"text\":\"([a-z0-9/-]*)\",\"cents\":(-?[0-9]+)}");

        @Override
        public String type(Fact fact) {
            return "bank." + fact.getClass().getSimpleName();
        }

        @Override
        public Payload data(Fact fact) {
            if (fact instanceof Fact.Opened opened) {
                return data(opened.owner, 0);
            }
            if (fact instanceof Fact.Deposited deposited) {
                return data("", deposited.cents);
            }
            if (fact instanceof Fact.Withdrawn withdrawn) {
                return data("", withdrawn.cents);
            }
            Fact.Corrected corrected = (Fact.Corrected) fact;
            return data(corrected.depositId, corrected.differenceCents);
        }

        private static Payload data(String text, long cents) {
            return Payload.ofText("{\"text\":\"" + text + "\",\"cents\":" + cents + "}");
        }

        @Override
        public Fact read(Event event) {
            Matcher data = DATA.matcher(String.valueOf(event.data()));
            if (!data.matches()) {
                throw new IllegalArgumentException("event '" + event.id() + "' is not of this bank");
            }
            long cents = Long.parseLong(data.group(2));
            return switch (event.type()) {
                case "bank.Opened" -> new Fact.Opened(data.group(1));
                case "bank.Deposited" -> new Fact.Deposited(cents);
                case "bank.Withdrawn" -> new Fact.Withdrawn(cents);
                case "bank.Corrected" -> new Fact.Corrected(data.group(1), cents);
                default -> throw new IllegalArgumentException("no event of this bank is called " + event.type());
            };
        }
    }
}
