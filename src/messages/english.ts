import type { PatientTexts } from './texts'

/** What patients are told, in English. */
export const english: PatientTexts = {
  locale: 'en-GB',
  booked: 'Your appointment with {doctor} is on {date} at {time}. Your number is {number}.',
  held: 'A seat with {doctor} on {date} at {time} is on hold for you. Please confirm it by {until}.',
  waiting:
    'You are on the waiting list of {doctor} for {date}. Your number is {number}. We will tell you when a seat is free.',
  offered: 'A seat with {doctor} on {date} at {time} is free for you. Please confirm it by {until}.',
  seatFree: 'You have a seat now: {doctor}, {date} at {time}. Your number is {number}.',
  earlier: 'You can come earlier: your new time with {doctor} on {date} is {time} instead of {oldTime}.',
  bumped: '{rival} took your {oldTime} seat with {doctor} on {date}.',
  fewerSeats: '{doctor} can see fewer patients at {oldTime} on {date} than planned.',
  doctorAway: '{doctor} is away on {date} at the time of your appointment.',
  movedElsewhere:
    'We have moved your appointment. It is now with {doctor} on {date} at {time}. Your new number is {number}.',
  newTime: 'Your new time is {time}.',
  waitsNow: 'You are on the waiting list now. We will tell you when a seat is free.',
  noPlace: 'There is no other seat that day. Please contact us for a new appointment.',
  newTimeFollows: 'You have another appointment; its time follows in a second message.',
  noSeatFree: 'No seat with {doctor} became free on {date}. Please contact us for a new appointment.',
  cancelled: 'Your appointment with {doctor} on {date} is cancelled.',
  expired: 'Your seat with {doctor} on {date} at {oldTime} was not confirmed in time, so we have given it up.',
  missed: 'You missed your appointment with {doctor} on {date}. If you still want to be seen, please ask at the desk.',
  seatAgain: 'You have a seat with {doctor} again: {date} at {time}.',
  standby: 'You are checked in. You have no seat yet; please stay, you are called if {doctor} is free earlier.',
  called: 'Number {number}: it is your turn with {doctor}.',
  calledTo: 'Number {number}: it is your turn with {doctor}, in room {room}.',
  unanswered: 'Number {number}: we called you for {doctor}, and you were not there. Please wait near the room.',
  anyRival: 'A patient who goes first by the rules of the clinic',
  rivals: { emergency: 'A patient with an emergency' },
}
