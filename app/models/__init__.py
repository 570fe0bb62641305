"""Mapped classes, one aggregate a file. Importing this package registers every table."""

from app.models.act import Act, Change, ChangeContext
from app.models.action import Action, ActionEvent, ActionQuestion
from app.models.attachment import Attachment, ContractDocument
from app.models.base import Base, Record, new_id
from app.models.contact import Contact
from app.models.contract import Contract, ContractService
from app.models.framework import FrameworkVersion
from app.models.officer import Officer
from app.models.preference import ImportMapping, SavedView, Setting
from app.models.protection import Erasure, ErasureTarget, RetentionRule
from app.models.provider import Provider
from app.models.rating import ImportRun, MarketFigure, RatingRecord
from app.models.search import SearchEntry
from app.models.service import ManagerChange, RegistrationLink, Service, ServiceRegistration
from app.models.visit import (
    Answer,
    Evidence,
    Finding,
    PreviousActionCheck,
    QuickNote,
    ResultOverride,
    ReviewCheck,
    Seal,
    Visit,
    VisitMember,
    VisitPlace,
    VisitQuestion,
    VisitSection,
    VisitVersion,
)

__all__ = [
    "Act", "Action", "ActionEvent", "ActionQuestion", "Answer", "Attachment", "Base", "Change",
    "ChangeContext", "Contact", "Contract", "ContractDocument", "ContractService", "Erasure",
    "ErasureTarget", "Evidence", "Finding", "FrameworkVersion", "ImportMapping", "ImportRun",
    "ManagerChange", "MarketFigure", "Officer", "PreviousActionCheck", "Provider", "QuickNote",
    "RatingRecord", "Record", "RegistrationLink", "ResultOverride", "RetentionRule", "ReviewCheck",
    "SavedView", "Seal", "SearchEntry", "Service", "ServiceRegistration", "Setting", "Visit",
    "VisitMember", "VisitPlace", "VisitQuestion", "VisitSection", "VisitVersion", "new_id",
]  # fmt: skip
