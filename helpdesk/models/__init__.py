"""Tables of helpdesk, one module a subject."""

from helpdesk.models.announcement import Announcement, AnnouncementCorrection, AnnouncementMailing, Subscriber
from helpdesk.models.escalation import Escalation, EscalationEvidence, EscalationNote
from helpdesk.models.inbound import InboundMail
from helpdesk.models.knowledge import Article, ArticleDay, ArticleVersion, SearchMiss
from helpdesk.models.outage import OutageReport, OutageTender, OutageWriter
from helpdesk.models.publication import PublicationRequest
from helpdesk.models.rooms import CAME, LAST_SEAT, LIVE, NetworkVoucher, Room, RoomBooking, RoomDesk
from helpdesk.models.suggestion import PublicSuggestion, SuggestionDecision
from helpdesk.models.survey import SurveyAnswer, SurveyImprovement, SurveyInvitation, SurveyPeriod
from helpdesk.models.ticket import AnswerTemplate, Ticket, TicketEvent, TicketFile, TicketMessage, TicketWatcher
from helpdesk.models.training import Training
from helpdesk.models.training_rows import TrainingCertificate, TrainingEnrolment, TrainingEvaluation
from helpdesk.models.witness import WitnessRecipient, WitnessReport
from helpdesk.models.witness_rows import (
    WitnessAttachment,
    WitnessAttempt,
    WitnessFile,
    WitnessParticipant,
    WitnessPerson,
    WitnessWriter,
)

__all__ = [
    "CAME",
    "LAST_SEAT",
    "LIVE",
    "Announcement",
    "AnnouncementCorrection",
    "AnnouncementMailing",
    "AnswerTemplate",
    "Article",
    "ArticleDay",
    "ArticleVersion",
    "Escalation",
    "EscalationEvidence",
    "EscalationNote",
    "InboundMail",
    "NetworkVoucher",
    "OutageReport",
    "OutageTender",
    "OutageWriter",
    "PublicSuggestion",
    "PublicationRequest",
    "Room",
    "RoomBooking",
    "RoomDesk",
    "SearchMiss",
    "Subscriber",
    "SuggestionDecision",
    "SurveyAnswer",
    "SurveyImprovement",
    "SurveyInvitation",
    "SurveyPeriod",
    "Ticket",
    "TicketEvent",
    "TicketFile",
    "TicketMessage",
    "TicketWatcher",
    "Training",
    "TrainingCertificate",
    "TrainingEnrolment",
    "TrainingEvaluation",
    "WitnessAttachment",
    "WitnessAttempt",
    "WitnessFile",
    "WitnessParticipant",
    "WitnessPerson",
    "WitnessRecipient",
    "WitnessReport",
    "WitnessWriter",
]
